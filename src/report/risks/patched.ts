import {
  areRelated,
  type FieldPath,
  fieldNames,
  isWithin,
  printedPath,
  valueAt,
} from "../../kube/field-path.ts";
import { placeText } from "../place-text.ts";
import {
  byOthers,
  type Detector,
  type Finding,
  findingOf,
  type PlannedObject,
} from "./detector.ts";
import { judgementOfText } from "./rendered-texts.ts";
import { type Judgement, NO_RISK } from "./risk.ts";

/** Fields that a patch of the mesh file sets: no renderer answers for them. Of an update, those that it moves. */
export const patched: Detector = {
  topic: "patched",
  find: ({ view, written }) =>
    written.flatMap((object) =>
      object.patched.flatMap(({ paths, line }) => {
        const moved = paths.filter((path) => isMoved(object, path));
        const judgements = moved.map((path) => judgementOf(object, path));
        return [...new Set(judgements)].map(({ risk, reason }): Finding => {
          const those = moved.filter((_, index) => judgements[index]?.reason === reason);
          const place = `(${placeText(view.file, line)})${byOthers(object.action)}`;
          const subject = `${object.name}: ${those.map(printedPath).join(", ")} ${place}`;
          return { ...findingOf(object, risk, reason), subject };
        });
      }),
    ),
};

/**
 * Nothing that is refused in values (MP0485) can be refused in a text that istiod reads as data, so a patch of one is told whatever it
 * says.
 */
function judgementOf({ change: { object } }: PlannedObject, path: FieldPath): Judgement {
  if (!isWithin(path, ["data"])) return NO_RISK;
  return judgementOfText(object, fieldNames(path)[1]) ?? NO_RISK;
}

function isMoved(object: PlannedObject, path: FieldPath): boolean {
  const { action, body, change, moved } = object;
  if (change.verb !== "update" && change.verb !== "take-over") return true;
  // Whether others' object still has a field that a patch removes is in no plan: it is told rather than not.
  if (action.delivery !== undefined && valueAt(body, path) === undefined) return true;
  return moved.some((field) => areRelated(field, path));
}
