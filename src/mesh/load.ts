import { CODES } from "../diagnostics/codes.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import { buildMesh, type BuildOptions, type NamedPath } from "./build.ts";
import type { Mesh } from "./model.ts";
import { parseMeshFile } from "./parse.ts";
import { checkRules } from "./rules/registry.ts";
import { checkShape } from "./shape.ts";
import { topologyOf, type Topology } from "./topology.ts";

export interface LoadedMesh {
  /** Present exactly when no diagnostic is an error; so is `topology`. */
  readonly mesh?: Mesh;
  readonly topology?: Topology;
  /** Present with `mesh`: every path that the file names. Where they may lead is for whoever reads files to say. */
  readonly paths?: readonly NamedPath[];
  /** Everything the first stage with an error found, or the warnings of all. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * From the text of a mesh file to a mesh that follows every rule, or to everything that is wrong with it.
 *
 * The stages are syntax, shape, build and rules; a stage reports all it finds, and the next one runs only when there was
 * no error. Pure: no file is read and no cluster is asked.
 */
export function loadMesh(source: Source, options: BuildOptions): LoadedMesh {
  const read = parseMeshFile(source);
  if (!read.ok) return { diagnostics: read.diagnostics };
  const shape = checkShape(read.parsed);
  if (hasErrors(shape)) return { diagnostics: shape };
  const { mesh, paths = [], diagnostics } = buildMesh(read.parsed, options);
  if (mesh === undefined) return { diagnostics };
  const topology = topologyOf(mesh);
  const rules = checkRules(mesh, topology);
  return hasErrors(rules) ? { diagnostics: rules } : { mesh, topology, paths, diagnostics: rules };
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ code }) => CODES[code].severity === "error");
}
