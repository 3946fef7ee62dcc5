import type { Span } from "../../diagnostics/source.ts";
import { editDistance } from "../../util/edit-distance.ts";
import type { Mesh } from "../model.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** Shorter words differ by one letter on purpose: a and b, eu and us. */
const SHORTEST_WORD = 4;

/**
 * MP0408, a warning: two network names so alike that one is probably a slip. Digits are never slips (network1, network2),
 * nor are short words (prod-a, prod-b).
 */
export const networksAreSpeltAlike: Rule = (mesh, topology) => {
  const names = [...topology.networks.keys()].sort((a, b) => firstUse(mesh, a) - firstUse(mesh, b));
  return names.flatMap((later, index) => {
    const earlier = names.slice(0, index).find((name) => isSlip(name, later));
    if (earlier === undefined) return [];
    return [
      {
        code: "MP0408",
        message: `the network ${nameText(later)} differs from ${nameText(earlier)} by very little`,
        help: `write \`network: ${nameText(earlier)}\` if they are one, or give one a name that is clearly another`,
        at: useOf(mesh, later),
      },
    ];
  });
};

function firstUse(mesh: Mesh, network: string): number {
  return useOf(mesh, network).start;
}

function useOf(mesh: Mesh, network: string): Span {
  const spans = mesh.clusters
    .filter((cluster) => cluster.network === network)
    .map((cluster) => fieldSpan(cluster, "network"));
  return spans.sort((a, b) => a.start - b.start)[0] ?? mesh.at;
}

function isSlip(left: string, right: string): boolean {
  if (bare(left) === bare(right)) return true;
  const [words, others] = [wordsOf(left), wordsOf(right)];
  if (words.length !== others.length) return false;
  const different = words
    .map((word, index) => [word, others[index] ?? ""] as const)
    .filter(([a, b]) => a !== b);
  const [only] = different;
  if (different.length !== 1 || only === undefined) return false;
  const [a, b] = only;
  return (
    /^[a-z]+$/.test(a + b) &&
    Math.min(a.length, b.length) >= SHORTEST_WORD &&
    editDistance(a, b, 1) === 1
  );
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** Runs of letters and runs of digits. */
function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().match(/[a-z]+|[0-9]+/g) ?? [];
}
