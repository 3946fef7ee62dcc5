import { areRelated, type FieldPath, printedPath } from "../../kube/field-path.ts";
import { type Detector, findingOf, type PlannedObject } from "./detector.ts";
import { placeText } from "../place-text.ts";

/** Fields that a patch of the mesh file sets: no renderer answers for them. Of an update, those that it moves. */
export const patched: Detector = {
  topic: "patched",
  find: ({ view, written }) =>
    written.flatMap((object) =>
      object.patched.flatMap(({ paths, line }) => {
        const moved = paths.filter((path) => isMoved(object, path));
        if (moved.length === 0) return [];
        const text = `${moved.map(printedPath).join(", ")} (${placeText(view.file, line)})`;
        return [{ ...findingOf(object, "none", ""), subject: `${object.name}: ${text}` }];
      }),
    ),
};

function isMoved({ change: { verb }, moved }: PlannedObject, path: FieldPath): boolean {
  if (verb !== "update" && verb !== "take-over") return true;
  return moved.some((field) => areRelated(field, path));
}
