import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { writeFile } from "../../adapters/host/write-file.ts";
import { printCommented } from "../../adapters/host/yaml.ts";
import { type KnownContext, knownContexts } from "../../adapters/kubernetes/contexts.ts";
import { MeshplanError } from "../../errors.ts";
import { hasErrors } from "../../diagnostics/has-errors.ts";
import { sourceOf } from "../../diagnostics/source.ts";
import { loadMesh } from "../../mesh/load.ts";
import { report } from "../load-input.ts";
import { dirname, resolve } from "node:path";
import { draftOf, namesOf } from "../../mesh/draft.ts";
import { sketchOf } from "../../observe/sketch.ts";
import type { Sketch } from "../../planner/sketch.ts";
import { notesOf, sketchText } from "../../report/sketch-notes.ts";
import type { Ports } from "../../ports.ts";
import { commandLine } from "../../util/command-line.ts";
import { printableLines } from "../../util/printable.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { InitFlags } from "../flags.ts";
import { askForMesh, type Chosen, Left } from "../init-questions.ts";
import { untilInterrupted } from "../interrupts.ts";
import type { Output } from "../output.ts";
import { UsageError } from "../usage-error.ts";
import { allPorts } from "../wire.ts";

const HEAD =
  "yaml-language-server: $schema=./mesh.schema.json\n(`meshplan schema` prints that file; docs/mesh-file.md explains every key)";

/** `meshplan init`: writes a mesh file for contexts of the kubeconfig. Reads the clusters that answer, and changes nothing in them. */
export async function init(path: string, flags: InitFlags, output: Output): Promise<ExitCode> {
  if (path === "-") throw new UsageError("init writes a file", "name one: meshplan init mesh.yaml");
  requireFree(path);
  const known = await knownContexts(process.env, homedir());
  const chosen = await choose(known, flags, output);
  if (chosen === "left") {
    await output.print(printableLines(["Nothing was written."]));
    return EXIT.interrupted;
  }
  const looks = flags.offline === true ? [] : await look(chosen.contexts, output);
  const draft = draftOf({
    ...chosen,
    clusters: chosen.contexts.map((context, index) => {
      const { sketch } = looks[index] ?? {};
      const network = sketch?.istiods.flatMap((one) => one.network ?? [])[0];
      return {
        context,
        isPrimary: chosen.primaries.includes(context),
        notes: sketch === undefined ? [] : notesOf(sketch),
        ...(network === undefined ? {} : { network }),
      };
    }),
  });
  const text = printCommented(draft.values, draft.comments, HEAD);
  const source = sourceOf(path, text);
  // A context that no mesh file can name, or an Istio that nobody knows: what would have been wrong is told, and is in no file.
  const { diagnostics } = loadMesh(source, { directory: dirname(resolve(path)) });
  if (hasErrors(diagnostics)) {
    await report(diagnostics, source, output);
    return EXIT.failed;
  }
  await create(path, text);
  await output.print(printableLines(summary(path, chosen, looks)));
  return EXIT.done;
}

function requireFree(path: string): void {
  if (existsSync(path)) throw thereAlready(path);
}

function thereAlready(path: string): MeshplanError {
  return new MeshplanError("MP9020", `${path} is there already: nothing was changed`, {
    nextSteps: [
      `check it: ${commandLine`meshplan validate ${path}`}`,
      "or name another file: meshplan init FILE",
    ],
  });
}

/** Whoever made the file meanwhile keeps it. */
async function create(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o644, over: "never" });
  } catch (error) {
    if (existsSync(path)) throw thereAlready(path);
    throw error;
  }
}

async function choose(
  known: readonly KnownContext[],
  flags: InitFlags,
  output: Output,
): Promise<Chosen | "left"> {
  const { mesh = "mesh1", istioVersion, oneNetwork = false, fromContexts } = flags;
  const version = istioVersion === undefined ? {} : { version: istioVersion };
  const names = known.map(({ name }) => name);
  if (fromContexts === undefined) {
    const isPerson = output.stdin.isTTY && output.stdout.isTTY;
    if (!isPerson || names.length === 0) throw nobodyToAsk(names);
    try {
      // Before anything is asked: an answer that is given by a flag is as wrong later.
      requireKnown("--primary", flags.primary ?? [], names, "the kubeconfig has");
      return { ...(await askForMesh(known, flags, output)), ...version };
    } catch (error) {
      if (error instanceof Left) return "left";
      throw error;
    }
  }
  const contexts = [...new Set(fromContexts)];
  const primaries = flags.primary ?? contexts.slice(0, 1);
  requireKnown("--from-contexts", contexts, names, "the kubeconfig has");
  requireKnown("--primary", primaries, contexts, "--from-contexts has");
  return { mesh, isOneNetwork: oneNetwork, contexts, primaries, ...version };
}

function nobodyToAsk(names: readonly string[]): UsageError {
  if (names.length === 0)
    return new UsageError(
      "the kubeconfig has no context",
      "name another file: KUBECONFIG=FILE, or try without any cluster: meshplan demo",
    );
  return new UsageError(
    "nobody can be asked which contexts make the mesh: this is no terminal",
    `name them: --from-contexts a,b; the kubeconfig has ${names.join(", ")}`,
  );
}

function requireKnown(
  flag: string,
  given: readonly string[],
  known: readonly string[],
  where: string,
): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const listed = known.length === 0 ? "none" : known.join(", ");
  throw new UsageError(`${flag}: there is no context ${unknown}`, `${where} ${listed}`);
}

/** What was seen of one cluster, or why nothing was. */
interface Look {
  readonly sketch?: Sketch;
  readonly why?: string;
}

/** A cluster that does not answer is no reason not to write: the plan asks it again. */
async function look(contexts: readonly string[], output: Output): Promise<readonly Look[]> {
  const ports = await allPorts({}, output);
  const names = namesOf(contexts);
  try {
    return await untilInterrupted("Interrupted. Nothing was written.", () =>
      Promise.all(
        contexts.map(async (context, at) => await lookAt(ports, names[at] ?? "", context)),
      ),
    );
  } finally {
    ports.clusters.close();
  }
}

async function lookAt(ports: Ports, cluster: string, context: string): Promise<Look> {
  try {
    return { sketch: await sketchOf(await ports.clusters.connect({ cluster, context })) };
  } catch (error) {
    if (error instanceof MeshplanError) return { why: error.message };
    throw error;
  }
}

function summary(path: string, chosen: Chosen, looks: readonly Look[]): readonly string[] {
  const names = namesOf(chosen.contexts);
  const width = Math.max(...names.map(({ length }) => length));
  const seen = looks.map(
    ({ sketch, why = "" }, index) =>
      `  ${(names[index] ?? "").padEnd(width)}  ${sketch === undefined ? `not read: ${why}` : sketchText(sketch)}`,
  );
  return [
    `Wrote ${path}: ${String(names.length)} ${names.length === 1 ? "cluster" : "clusters"}, ${String(chosen.primaries.length)} with an istiod of ${chosen.primaries.length === 1 ? "its" : "their"} own.`,
    ...(seen.length === 0 ? [] : ["", ...seen]),
    "",
    "Next:",
    `  ${commandLine`meshplan validate ${path}`}`,
    `  ${commandLine`meshplan plan ${path}`}`,
  ];
}
