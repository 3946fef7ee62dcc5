import type { KnownContext } from "../adapters/kubernetes/contexts.ts";
import type { DraftChoices } from "../mesh/draft.ts";
import { isDnsLabel } from "../mesh/names.ts";
import { rechecked } from "../util/printable.ts";
import { wrap } from "../util/wrap.ts";
import { visibleText } from "../util/visible-text.ts";
import { askLine } from "./ask.ts";
import type { InitFlags } from "./flags.ts";
import type { Output } from "./output.ts";

/** What makes a mesh, before the clusters are looked at. */
export interface Chosen extends Omit<DraftChoices, "clusters"> {
  readonly contexts: readonly string[];
  readonly primaries: readonly string[];
}

/** The person left a question (Ctrl-C, Ctrl-D). */
export class Left extends Error {}

/** Asks a person what makes the mesh; what a flag says already is not asked. */
export async function askForMesh(
  known: readonly KnownContext[],
  flags: InitFlags,
  output: Output,
): Promise<Chosen> {
  const names = known.map(({ name }) => name);
  const width = Math.max(...names.map(({ length }) => length));
  const rows = known.map(
    ({ name, server }, index) =>
      `  ${String(index + 1).padStart(String(known.length).length)}  ${visibleText(name).padEnd(width)}  ${visibleText(server)}`,
  );
  const { primary } = flags;
  const contexts = await asked(
    `Contexts of your kubeconfig:\n${rows.join("\n")}\nWhich of them make the mesh? (numbers or names with commas, Enter for all)`,
    // An istiod that serves no cluster of the mesh is none of its.
    (line) => {
      const picked = pickedFrom(names, line, names);
      return picked === undefined || primary?.every((one) => picked.includes(one)) === false
        ? undefined
        : picked;
    },
    output,
  );
  const primaries =
    primary ??
    (await asked(
      `Which of them have an istiod of their own? (Enter for ${visibleText(contexts[0] ?? "")} alone, which serves the others)`,
      (line) => pickedFrom(names, line, contexts.slice(0, 1), contexts),
      output,
    ));
  const isOneNetwork =
    flags.oneNetwork ??
    (await asked(
      "Do the pods of all of them reach each other directly, without a gateway? (yes or no, Enter for no)",
      yesOrNo,
      output,
    ));
  const mesh =
    flags.mesh ??
    (await asked(
      "What is the mesh called? (Enter for mesh1)",
      (line) => (line === "" ? "mesh1" : isDnsLabel(line) ? line : undefined),
      output,
    ));
  return { mesh, isOneNetwork, contexts, primaries };
}

/** Asks again until the answer can be read. */
async function asked<T>(
  question: string,
  read: (line: string) => T | undefined,
  output: Output,
): Promise<T> {
  for (
    let text = question;
    ;
    text = `That is none of the answers.\n${question.split("\n").at(-1) ?? ""}`
  ) {
    const lines = text.split("\n").flatMap((one) => laidOut(one, output.width));
    const line = await askLine(rechecked(`${lines.join("\n")} `), "stdout", output);
    if (line === undefined) throw new Left();
    const answer = read(line.trim());
    if (answer !== undefined) return answer;
  }
}

/** Rows of a list stay whole: a name that is broken cannot be copied. */
const laidOut = (line: string, width: number): readonly string[] =>
  line.startsWith("  ") ? [line] : wrap(line, width);

/** Numbers of a list or names of it; undefined where one is neither, or none of those that may be chosen. */
function pickedFrom(
  names: readonly string[],
  line: string,
  otherwise: readonly string[],
  allowed: readonly string[] = names,
): readonly string[] | undefined {
  if (line === "") return otherwise;
  const words = line.split(/[,\s]+/).filter((word) => word !== "");
  const picked = words.map((word) => (names.includes(word) ? word : names[Number(word) - 1]));
  return picked.every((one) => one !== undefined && allowed.includes(one))
    ? [...new Set(picked as readonly string[])]
    : undefined;
}

function yesOrNo(line: string): boolean | undefined {
  if (/^y(es)?$/i.test(line)) return true;
  return line === "" || /^no?$/i.test(line) ? false : undefined;
}
