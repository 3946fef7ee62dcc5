import { parseAllDocuments } from "yaml";
import type { Json } from "../kube/object.ts";

/**
 * Every document of a YAML stream as plain JSON; undefined when it is not YAML. For text that programs write
 * (kubeconfigs, manifests): no positions, no messages. The mesh file has its own parser.
 */
export function parseYaml(text: string): readonly Json[] | undefined {
  const documents = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false });
  if (!Array.isArray(documents)) return [];
  if (documents.some((document) => document.errors.length > 0)) return undefined;
  try {
    return documents.map((document) => document.toJS({ maxAliasCount: 100 }) as Json);
  } catch {
    return undefined;
  }
}
