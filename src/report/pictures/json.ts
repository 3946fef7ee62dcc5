import { printableJson } from "../../util/printable-json.ts";
import type { Printable } from "../../util/printable-text.ts";
import type { PlanView } from "../view.ts";
import { criticalPath } from "./critical-path.ts";
import type { Drawing } from "./drawing.ts";

/** A picture as JSON (schema/graph.schema.json). Equal plans give equal bytes. Ends with a line break. */
export function drawingJson(view: PlanView, { kind, groups, boxes, arrows }: Drawing): Printable {
  return printableJson(
    {
      format_version: "1.0",
      mesh: view.mesh,
      digest: view.digest,
      picture: kind,
      ...(kind === "plan" ? { critical_path: criticalPath(view.actions) } : {}),
      groups,
      boxes,
      arrows,
    },
    { pretty: true },
  );
}
