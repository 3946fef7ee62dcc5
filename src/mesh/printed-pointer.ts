import { fieldElement, indexElement, printedPath } from "../kube/field-path.ts";

/**
 * A JSON pointer (RFC 6901) as people read paths: `/values/pilot/env/A~1B` is `values.pilot.env["A/B"]`. A number is taken
 * for a place in a list: a pointer does not distinguish it from a key, and no place holds a map in one file and a list in
 * another.
 */
export function printedPointer(pointer: string): string {
  return printedPath(
    pointerSteps(pointer).map((step) =>
      /^(0|[1-9]\d*)$/.test(step) ? indexElement(Number(step)) : fieldElement(step),
    ),
  );
}

/** The keys and places in lists that a JSON pointer goes through. */
export function pointerSteps(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
