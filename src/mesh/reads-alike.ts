import { LIMITS } from "../util/limits.ts";
import { composeDocuments, isAlias, isPair, isScalar, visit } from "./yaml.ts";

const BOUNDS = { depth: LIMITS.meshNesting.most, tokens: LIMITS.meshTokens.most };

/**
 * Whether every reader of YAML takes a text for the same value. Readers of YAML 1.1, such as istiod's, know merge keys that
 * replace what stands beside them, octal numbers with a leading zero, numbers with underscores, and `yes`.
 *
 * Source: sigs.k8s.io/yaml, goyaml.v2/resolve.go and decode.go; https://yaml.org/type/merge.html.
 */
export function readsAlike(text: string): boolean {
  // A directive may choose the version, and tags the type.
  if (/^%/m.test(text)) return false;
  let isAlike = true;
  for (const document of composeDocuments(text, BOUNDS).documents)
    visit(document, (_, node) => {
      // A key or a value that is not written at all, as the key of `? `, has no node.
      if (node === null || isPair(node) || isAlias(node)) return;
      const { tag } = node as { readonly tag?: unknown };
      if (tag !== undefined || (isScalar(node) && isAmbiguous(node))) isAlike = false;
    });
  return isAlike;
}

function isAmbiguous({
  type,
  source = "",
}: {
  readonly type?: string;
  readonly source?: string;
}): boolean {
  return type === "PLAIN" && AMBIGUOUS.some((pattern) => pattern.test(source));
}

const AMBIGUOUS: readonly RegExp[] = [
  /^<<$/,
  /^=$/,
  /^[-+]?0[0-9_]/,
  /^[-+]?0[bo]/i,
  /^[-+]?[0-9.][0-9.,]*_/,
  /^[-+]?[0-9]+(:[0-9]+)+/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}/,
  /^(y|yes|n|no|on|off)$/i,
  /^[-+]?\.(inf|nan)$/i,
];
