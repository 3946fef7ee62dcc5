import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0412: every istiod of a mesh signs workloads, and workloads trust one root. Two self-signed roots give a mesh that looks
 * whole and refuses every connection between them.
 */
export const primariesShareARoot: Rule = (mesh) => {
  if (mesh.trust.root !== "istiod") return [];
  const [first, second] = mesh.clusters
    .filter((cluster) => cluster.role === "primary")
    .sort((a, b) => a.at.start - b.at.start);
  if (first === undefined || second === undefined) return [];
  return [
    {
      code: "MP0412",
      message: `clusters ${nameText(first.name)} and ${nameText(second.name)} are both primaries, and each would make a root of its own`,
      help: "put a Secret cacerts with one root into istio-system of every primary and write `trust: { root: existing }`",
      at: second.at,
    },
  ];
};
