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
export const networksAreSpeltAlike: Rule = (mesh) => {
  const names = namesInFileOrder(mesh);
  return names.flatMap((later, index) => {
    const earlier = names.slice(0, index).find((name) => isSlip(name, later));
    if (earlier === undefined) return [];
    return [
      {
        code: "MP0408",
        message: `the network ${nameText(later.text)} differs from ${nameText(earlier.text)} by very little`,
        help: `write \`network: ${nameText(earlier.text)}\` if they are one, or give one a name that is clearly another`,
        at: later.at,
      },
    ];
  });
};

interface SpeltName {
  readonly text: string;
  readonly at: Span;
  /** Letters and digits only. */
  readonly bare: string;
  /** Runs of letters and runs of digits. */
  readonly words: readonly string[];
}

/** Each network once, at its first use. */
function namesInFileOrder(mesh: Mesh): readonly SpeltName[] {
  const names = new Map<string, SpeltName>();
  const uses = mesh.clusters.map((cluster) => ({
    text: cluster.network,
    at: fieldSpan(cluster, "network"),
  }));
  for (const { text, at } of uses.sort((a, b) => a.at.start - b.at.start)) {
    if (text === "" || names.has(text)) continue;
    const lower = text.toLowerCase();
    const bare = lower.replaceAll(/[^a-z0-9]/g, "");
    names.set(text, { text, at, bare, words: lower.match(/[a-z]+|[0-9]+/g) ?? [] });
  }
  return [...names.values()];
}

function isSlip(left: SpeltName, right: SpeltName): boolean {
  if (left.bare === right.bare) return true;
  if (left.words.length !== right.words.length) return false;
  const different = left.words.flatMap((word, index) => {
    const other = right.words[index] ?? "";
    return word === other ? [] : [{ word, other }];
  });
  const [only] = different;
  if (different.length !== 1 || only === undefined) return false;
  const { word, other } = only;
  return (
    /^[a-z]+$/.test(word + other) &&
    Math.min(word.length, other.length) >= SHORTEST_WORD &&
    editDistance(word, other, 1) === 1
  );
}
