import type { PlannedChange } from "./detector.ts";
import { type Detector, findingOf } from "./detector.ts";
import { placeText } from "../place-text.ts";

/** Fields that a patch of the mesh file sets: no renderer answers for them. Of an update, those that it moves. */
export const patched: Detector = {
  topic: "patched",
  find: ({ view, written }) =>
    written.flatMap((object) =>
      (object.change.patched ?? []).flatMap(({ paths, line }) => {
        const moved = paths.filter((path) => isMoved(object.change, path));
        if (moved.length === 0) return [];
        const text = `${moved.join(", ")} (${placeText(view.file, line)})`;
        return [{ ...findingOf(object, "none", ""), subject: `${object.name}: ${text}` }];
      }),
    ),
};

function isMoved({ verb, fields }: PlannedChange, path: string): boolean {
  if (verb !== "update" && verb !== "take-over") return true;
  return fields.some((field) => field.path.startsWith(path) || path.startsWith(field.path));
}
