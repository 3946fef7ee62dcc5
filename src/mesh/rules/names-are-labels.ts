import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../diagnostics/source.ts";
import type { Cluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import { isDnsLabel, MAX_LABEL_LENGTH, toDnsLabel } from "../names.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0401: names end up in labels, object names and host names, so they are DNS-1123 labels. */
export const namesAreLabels: Rule = (mesh) => [
  ...check("mesh", mesh.name, mesh.at),
  ...mesh.clusters.flatMap((cluster) => [
    ...check("cluster", cluster.name, cluster.at, renamed(cluster)),
    ...(cluster.network === "" && cluster.fieldsAt?.["network"] === undefined
      ? []
      : check("network", cluster.network, fieldSpan(cluster, "network"))),
  ]),
];

/** The context has the cluster's name unless the file gives another: a renamed cluster must give it. */
function renamed(cluster: Cluster): string | undefined {
  if (cluster.name === "" || cluster.fieldsAt?.["context"] !== undefined) return undefined;
  // Cloud providers put a cluster's name at the end: `arn:aws:eks:REGION:ACCOUNT:cluster/NAME`, `gke_PROJECT_REGION_NAME`.
  const last = /[:/@]|^gke_/.test(cluster.name) ? cluster.name.split(/[:/@_]/).at(-1) : undefined;
  const label = toDnsLabel(last ?? "") ?? toDnsLabel(cluster.name) ?? "cluster1";
  return `write \`${label}: { context: ${JSON.stringify(cluster.name)} }\`, with its other fields`;
}

function check(noun: string, name: string, at: Span, rename?: string): readonly Diagnostic[] {
  if (isDnsLabel(name)) return [];
  const label = toDnsLabel(name);
  const reason =
    name.length > MAX_LABEL_LENGTH && /^[a-z0-9-]+$/.test(name)
      ? `has ${String(name.length)} characters, more than the ${String(MAX_LABEL_LENGTH)} of a DNS-1123 label`
      : "is not a DNS-1123 label: lower-case letters, digits and hyphens, a letter or digit at both ends";
  return [
    {
      code: "MP0401",
      message:
        name === "" ? `the ${noun} name is empty` : `the ${noun} name ${nameText(name)} ${reason}`,
      help:
        rename ??
        (label === undefined ? `write a name such as ${noun}1` : `write a name such as ${label}`),
      at,
    },
  ];
}
