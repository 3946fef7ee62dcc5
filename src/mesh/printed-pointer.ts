import { fieldElement, indexElement, printedPath } from "../kube/field-path.ts";

/**
 * A JSON pointer (RFC 6901) as people read paths: `/values/pilot/env/A~1B` is `values.pilot.env["A/B"]`. Numbers are places in
 * lists: a pointer does not tell them from keys, and no map is a list at the same place.
 */
export function printedPointer(pointer: string): string {
  const steps = pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return printedPath(
    steps.map((step) =>
      /^(0|[1-9]\d*)$/.test(step) ? indexElement(Number(step)) : fieldElement(step),
    ),
  );
}
