import { statSync } from "node:fs";
import { homedir } from "node:os";
import { bytesWithin } from "../../adapters/host/bounded-file.ts";
import { parseYaml } from "../../adapters/host/yaml.ts";
import { knownContexts } from "../../adapters/kubernetes/contexts.ts";
import { CODES } from "../../diagnostics/codes.ts";
import { isMap } from "../../kube/object.ts";
import { LIMITS } from "../../util/limits.ts";
import { printableLines } from "../../util/printable.ts";
import { completionsOf, type Known } from "../completions.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Command } from "../options.ts";
import type { Output } from "../output.ts";

/**
 * `meshplan __complete WORDS... =CURRENT`, which shells call at a press of Tab (completion-scripts.ts): reads the kubeconfig and the mesh
 * file where their names are wanted, runs nothing, connects to nothing, and says nothing of what is wrong with them.
 */
export async function complete(
  words: readonly string[],
  program: Command,
  output: Output,
): Promise<ExitCode> {
  const current = (words.at(-1) ?? "").replace(/^=/, "");
  const found = await completionsOf(program, words.slice(0, -1), current, KNOWN);
  const lines = found.words.map(({ text, about }) =>
    about === undefined ? text : `${text}\t${about}`,
  );
  if (found.files) lines.push(":files");
  if (lines.length > 0) await output.print(printableLines(lines));
  return EXIT.done;
}

const KNOWN: Known = {
  clusters: async (file = "mesh.yaml") => {
    try {
      // Of a pipe nobody could read it again.
      if (!statSync(file).isFile()) return [];
      const text = (await bytesWithin(file, LIMITS.file.most)).toString("utf8");
      const [root] = parseYaml(text) ?? [];
      const clusters = isMap(root) ? root["clusters"] : undefined;
      return isMap(clusters) ? Object.keys(clusters) : [];
    } catch {
      return [];
    }
  },
  contexts: async () => {
    try {
      return (await knownContexts(process.env, homedir())).map(({ name }) => name);
    } catch {
      return [];
    }
  },
  codes: () =>
    Promise.resolve(Object.entries(CODES).map(([text, { title }]) => ({ text, about: title }))),
};
