import { type KnownBug, knownBugsOf } from "../istio-versions.ts";
import type { Mesh } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Topology } from "../topology.ts";
import { compareVersions, minorOf } from "../versions.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0415, a warning: some patches of Istio lose remote clusters when a remote secret changes, until istiod is restarted; a
 * newer patch is enough to prevent it. Sources: istio/istio#60612, #60920, #61043.
 */
export const istioHasItsPatches: Rule = (mesh, topology) =>
  mesh.istio.revisions.flatMap(({ version, at }) => {
    const bugs = knownBugsOf(version).filter((bug) => canBeMet(bug, mesh, topology));
    const [first, ...others] = bugs;
    if (first === undefined) return [];
    const more = others.length === 0 ? "" : ` (and ${String(others.length)} more)`;
    return [
      {
        code: "MP0415" as const,
        message: `Istio ${nameText(version)} has a known bug${more}: ${first.what}`,
        help: `write ${cureOf(version, bugs)} or newer; see ${first.link}`,
        at,
      },
    ];
  });

function canBeMet({ concerns }: KnownBug, mesh: Mesh, topology: Topology): boolean {
  return concerns === "ambient"
    ? mesh.mode === "ambient" && mesh.clusters.length > 1
    : topology.secrets.length > 0;
}

/** The oldest version without any of the bugs: a patch of the same minor where there is one. */
function cureOf(version: string, bugs: readonly KnownBug[]): string {
  const oldestOf = (bug: KnownBug): string => {
    const newer = bug.fixed.filter((one) => compareVersions(one, version) > 0);
    const own = newer.find((one) => minorOf(one) === minorOf(version));
    return own ?? [...newer].sort(compareVersions)[0] ?? version;
  };
  return bugs.map(oldestOf).sort(compareVersions).at(-1) ?? version;
}
