import type { Cluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** `{name}`, also as other tools write it: `${name}`, `{{ name }}`, `{cluster}`. */
const PLACEHOLDER = /\$?\{\{?\s*\.?[A-Za-z][\w.]*\s*\}?\}/;

/**
 * MP0456: `{name}` stands for the cluster's name in `defaults` and `networks` only. Anywhere else, and under another name, it
 * would be taken literally: as a context or a file of that name.
 */
export const placeholdersAreFilled: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) =>
    textsOf(cluster).flatMap(([field, text]) => {
      const found = PLACEHOLDER.exec(text)?.[0];
      if (found === undefined) return [];
      return [
        {
          code: "MP0456" as const,
          message: `${field} of cluster ${nameText(cluster.name)} has ${nameText(found)}, which stands for nothing there`,
          help: "write the name itself; `{name}` is filled in under `defaults` and `networks` only",
          at: fieldSpan(cluster, field),
        },
      ];
    }),
  );

function textsOf(cluster: Cluster): readonly (readonly [string, string])[] {
  return [
    ["context", cluster.context],
    ["kubeconfig", cluster.kubeconfig ?? ""],
    ["apiServer", cluster.apiServer.caFile ?? ""],
  ];
}
