import type { Span } from "../../diagnostics/source.ts";
import type { Mesh } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Topology } from "../topology.ts";
import type { Rule } from "./rule.ts";

const HELP = "for now, name at least two clusters";

/**
 * MP0411: topologies that are described but not built yet. Says the first reason only, and nothing where another rule
 * already says that roles or networks are wrong.
 */
export const topologyIsBuilt: Rule = (mesh, topology) => {
  if (!isConsistent(mesh, topology)) return [];
  const found = alone(mesh);
  if (found === undefined) return [];
  return [
    { code: "MP0411", message: `${found.what}: not in this version`, help: HELP, at: found.at },
  ];
};

interface NotBuilt {
  readonly what: string;
  readonly at: Span;
}

/** Every cluster is served by a primary and, where there are several, has a network. */
function isConsistent(mesh: Mesh, topology: Topology): boolean {
  return mesh.clusters.every(
    ({ name, network }) =>
      topology.controlledBy.has(name) && (network !== "" || mesh.clusters.length === 1),
  );
}

function alone(mesh: Mesh): NotBuilt | undefined {
  const [only] = mesh.clusters;
  if (mesh.clusters.length !== 1 || only === undefined) return undefined;
  return { what: `cluster ${nameText(only.name)} is a primary without remotes`, at: only.at };
}
