import type { Span } from "../diagnostics/source.ts";
import { stepsText } from "../kube/schema/shape-problems.ts";
import type { Patch } from "./model.ts";
import { nameText } from "./name-text.ts";
import { pointerStep } from "./pointer-step.ts";

/** Field names and indexes of lists, from the top of a patch. */
export type PatchSteps = readonly (string | number)[];

/** The place where a value of a patch was written; the patch's own place where that is unknown. */
export function patchSpan({ at, fieldsAt }: Patch, steps: PatchSteps): Span {
  const pointer = steps.map((step) => `/${pointerStep(String(step))}`).join("");
  return fieldsAt?.[pointer] ?? at;
}

/** That place in words: `spec.ports[0] of the patch of Service istiod`. */
export function patchPlace({ target }: Patch, steps: PatchSteps): string {
  const name = target.name === undefined ? "" : ` ${nameText(target.name)}`;
  const whole = `the patch of ${nameText(target.kind)}${name}`;
  return steps.length === 0 ? whole : `${nameText(stepsText(steps))} of ${whole}`;
}
