import { wrap } from "../util/wrap.ts";
import { plural } from "./layout.ts";
import type { Paint } from "./theme.ts";
import type { PlanView, RemovalStepView } from "./view.ts";

/**
 * The leftovers as a script that removes them: notes are its comments, so that the lines can be copied as they are.
 * Commands are not broken.
 */
export function leftoverLines(view: PlanView, paint: Paint, width: number): readonly string[] {
  const { leftovers, summary } = view;
  if (leftovers === undefined) return [];
  const [are, them] = summary.left_over === 1 ? ["is", "it"] : ["are", "them"];
  const title = `warning MP0610: ${plural(summary.left_over, "object")} of this mesh ${are} left over: the file does not ask for ${them}`;
  return [
    "",
    ...wrap(title, width).map((line) => paint("yellow", line)),
    ...wrap(`meshplan does not delete ${them}. To delete ${them}, in this order:`, width - 2).map(
      (line) => `  ${line}`,
    ),
    ...leftovers.removal.flatMap((step) => stepLines(step, width)),
  ];
}

function stepLines({ note, command }: RemovalStepView, width: number): readonly string[] {
  const comment = note === undefined ? [] : wrap(note, width - 4).map((line) => `  # ${line}`);
  return [...comment, ...(command === undefined ? [] : [`  ${command}`])];
}
