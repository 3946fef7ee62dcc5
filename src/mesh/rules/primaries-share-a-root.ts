import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0412: every istiod of a mesh signs workloads, and workloads trust one root. Two self-signed roots give a mesh that looks
 * whole and refuses every connection between them.
 */
export const primariesShareARoot: Rule = (mesh) => {
  if (mesh.trust.root !== "istiod") return [];
  const [first, second] = mesh.clusters.filter((cluster) => cluster.role === "primary");
  if (first === undefined || second === undefined) return [];
  return [
    {
      code: "MP0412",
      message: `clusters ${nameText(first.name)} and ${nameText(second.name)} are both primaries, and each would make a root of its own`,
      help: `write \`trust: { root: generated, key: ${nameText(mesh.name)}-root.pem }\` to let meshplan make one, or \`{ root: files }\` or \`{ root: existing }\` for one of your own`,
      at: second.at,
    },
  ];
};
