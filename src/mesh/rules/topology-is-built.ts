import type { Span } from "../../diagnostics/source.ts";
import type { Cluster, Mesh } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Topology } from "../topology.ts";
import type { Rule } from "./rule.ts";

const HELP = "for now, write one primary and one or more remotes of it";

/**
 * MP0411: topologies that are described but not built yet. Says the first reason only, and nothing where another rule
 * already says that roles or networks are wrong.
 */
export const topologyIsBuilt: Rule = (mesh, topology) => {
  if (!isConsistent(mesh, topology)) return [];
  const found = several(mesh, topology) ?? alone(mesh);
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

function several(mesh: Mesh, topology: Topology): NotBuilt | undefined {
  if (topology.primaries.length < 2) return undefined;
  const written = inFileOrder(mesh).filter(({ role }) => role === "primary");
  const [first, second] = written;
  if (first === undefined || second === undefined) return undefined;
  return {
    what: `clusters ${nameText(first.name)} and ${nameText(second.name)} are both primaries`,
    at: second.at,
  };
}

function alone(mesh: Mesh): NotBuilt | undefined {
  const [only] = mesh.clusters;
  if (mesh.clusters.length !== 1 || only === undefined) return undefined;
  return { what: `cluster ${nameText(only.name)} is a primary without remotes`, at: only.at };
}

function inFileOrder(mesh: Mesh): readonly Cluster[] {
  return [...mesh.clusters].sort((a, b) => a.at.start - b.at.start || (a.name < b.name ? -1 : 1));
}
