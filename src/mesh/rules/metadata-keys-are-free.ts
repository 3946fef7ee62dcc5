import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Mesh } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0413: the user cannot set keys that meshplan, Istio, Helm or Kubernetes read and write. */
export const metadataKeysAreFree: Rule = (mesh) => [
  ...check(mesh, "labels", "label"),
  ...check(mesh, "annotations", "annotation"),
];

function check(mesh: Mesh, field: "labels" | "annotations", noun: string): readonly Diagnostic[] {
  return Object.keys(mesh.metadata[field]).flatMap((key) => {
    const owner = ownerOf(key);
    if (owner === undefined) return [];
    return [
      {
        code: "MP0413" as const,
        message: `the ${noun} ${nameText(key)} belongs to ${owner}`,
        help: "choose a key with a prefix of your own, such as `example.com/team`",
        at: mesh.metadata.fieldsAt?.[`${field}.${key}`] ?? mesh.at,
      },
    ];
  });
}

/** Matched by the domain of a key's prefix; its subdomains belong to the same owner. */
const DOMAINS = [
  ["applyset.kubernetes.io", "meshplan"],
  ["meshplan.dev", "meshplan"],
  ["istio.io", "Istio"],
  ["istio", "Istio"],
  ["helm.sh", "Helm"],
  ["kubernetes.io", "Kubernetes"],
  ["k8s.io", "Kubernetes"],
] as const;

/** Keys without a prefix that Istio's charts set or Istio reads. */
const BARE = new Set(["app", "chart", "heritage", "istio", "istio-injection", "release"]);

function ownerOf(key: string): string | undefined {
  const prefix = key.includes("/") ? key.slice(0, key.indexOf("/")) : undefined;
  if (prefix === undefined) return BARE.has(key) ? "Istio" : undefined;
  const found = DOMAINS.find(([domain]) => prefix === domain || prefix.endsWith(`.${domain}`));
  return found?.[1];
}
