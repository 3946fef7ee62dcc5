import type { Rule } from "./rule.ts";

/** Twenty primaries that all read each other need 380: the largest such mesh with published measurements. */
const MOST = 400;

/**
 * MP0452, a warning: every primary keeps the credentials of every other cluster, so secrets grow with the square of the
 * primaries, and one rotated token is written as often as there are primaries. Source: istio/istio#39207.
 */
export const remoteSecretsAreFew: Rule = (mesh, topology) => {
  const count = topology.secrets.length;
  if (count <= MOST || topology.primaries.length < 2) return [];
  return [
    {
      code: "MP0452",
      message: `this mesh needs ${String(count)} remote secrets: each of ${String(topology.primaries.length)} primaries holds the credentials of the ${String(Math.ceil(count / topology.primaries.length))} other clusters`,
      help: "make more clusters remotes of fewer primaries, or several meshes of them",
      at: mesh.at,
    },
  ];
};
