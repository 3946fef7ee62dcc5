import { hasErrors } from "../diagnostics/has-errors.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import { buildMesh, type BuildOptions, type BuildResult, type NamedPath } from "./build.ts";
import type { Mesh } from "./model.ts";
import { parseMeshFile } from "./parse.ts";
import type { Parsed } from "./parsed.ts";
import { type Guess, MOST_ROUNDS, shapedReading, textReading } from "./readings.ts";
import { checkRules } from "./rules/registry.ts";
import { checkShape } from "./shape.ts";
import { topologyOf, type Topology } from "./topology.ts";
import { withoutFollowing } from "./wrong-indentation.ts";

export interface LoadedMesh {
  /** Present exactly when no diagnostic is an error; the same goes for `topology`. */
  readonly mesh?: Mesh;
  readonly topology?: Topology;
  /** Present with `mesh`: every path that the file names. The code that reads files decides where they may lead. */
  readonly paths?: readonly NamedPath[];
  /** Everything that is wrong with the file or worth a word, stage by stage. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Turns the text of a mesh file into a mesh that follows every rule, or into a list of everything that is wrong with it.
 *
 * The stages are syntax, shape, build and rules, and each reports all it finds. Where an earlier stage found a fault, the later
 * ones read the file in two ways, without the faulty part and as it was probably meant, and report only what is wrong in both.
 * So no report merely follows from an earlier one. Pure: it reads no file and asks no cluster.
 */
export function loadMesh(source: Source, options: BuildOptions): LoadedMesh {
  const loaded = stagesOf(source, options);
  if (loaded.mesh !== undefined) return loaded;
  const tell = (other: Source): readonly Diagnostic[] => stagesOf(other, options).diagnostics;
  return { diagnostics: withoutFollowing(source, loaded.diagnostics, tell) };
}

function stagesOf(source: Source, options: BuildOptions): LoadedMesh {
  const { diagnostics: syntax, readings } = parseMeshFile(source);
  const [first, second] = readings.map((parsed) => checked(parsed, options));
  if (first === undefined) return { diagnostics: syntax };
  if (syntax.length === 0) return first;
  const found =
    second === undefined ? first.diagnostics : inBoth(first.diagnostics, second.diagnostics);
  return { diagnostics: [...syntax, ...found] };
}

function checked(parsed: Parsed, options: BuildOptions): LoadedMesh {
  const shape = checkShape(parsed);
  const first = readAs(parsed, "without", options);
  if (shape.length === 0 && first.texts.length === 0) return ruled(first);
  const second = readAs(parsed, "meant", options);
  const texts = inBoth(first.texts, second.texts);
  const rules = inBoth(rulesOf(first), rulesOf(second));
  return { diagnostics: [...shape, ...texts, ...rules] };
}

/** One way to read a file: the faults of its texts, and the mesh without them, if there is one. */
interface Reading extends Pick<BuildResult, "mesh" | "paths"> {
  readonly texts: readonly Diagnostic[];
}

function readAs(parsed: Parsed, guess: Guess, options: BuildOptions): Reading {
  let reading = shapedReading(parsed, guess);
  let texts: readonly Diagnostic[] | undefined;
  for (let round = 0; reading !== undefined && round < MOST_ROUNDS; round += 1) {
    const { mesh, paths = [], diagnostics, faults } = buildMesh(reading, options);
    texts ??= diagnostics;
    if (mesh !== undefined) return { texts, mesh, paths };
    reading = textReading(reading, faults, guess);
  }
  return { texts: texts ?? [] };
}

function rulesOf({ mesh }: Reading): readonly Diagnostic[] {
  return mesh === undefined ? [] : checkRules(mesh, topologyOf(mesh));
}

function ruled({ mesh, paths = [] }: Reading): LoadedMesh {
  if (mesh === undefined) throw new Error("internal: a file without a fault makes no mesh");
  const topology = topologyOf(mesh);
  const diagnostics = checkRules(mesh, topology);
  return hasErrors(diagnostics) ? { diagnostics } : { mesh, topology, paths, diagnostics };
}

/** The problems that both readings have, in the words of the second, which knows what was probably meant. */
function inBoth(
  first: readonly Diagnostic[],
  second: readonly Diagnostic[],
): readonly Diagnostic[] {
  const known = new Set(first.map(identity));
  return second.filter((each) => known.has(identity(each)));
}

/** The sentence may name another of the clusters that share a faulty line, or count more of them. */
function identity({ code, message, at }: Diagnostic): string {
  return JSON.stringify([code, at ?? message]);
}
