import type { Sketch } from "../planner/sketch.ts";

/** Platforms by the scheme of their nodes' provider ids, with what a mesh has to know of each. */
const PLATFORMS: Readonly<Record<string, { readonly name: string; readonly note?: string }>> = {
  aws: {
    name: "AWS",
    note: "Load balancers of AWS report a host name, and istiod needs an address: write `gateway: { address: ... }` once you know it.",
  },
  azure: { name: "Azure" },
  gce: { name: "Google Cloud" },
  oci: { name: "Oracle Cloud" },
  kind: {
    name: "kind",
    note: "kind has no load balancers of its own. Without one (cloud-provider-kind, MetalLB): `gateway: { type: NodePort }`.",
  },
};

/** What a mesh file should say above a cluster, a sentence each. */
export function notesOf(sketch: Sketch): readonly string[] {
  const { note } = PLATFORMS[sketch.provider ?? ""] ?? {};
  return [
    ...(note === undefined ? [] : [note]),
    ...sketch.istiods.map(
      (one) =>
        `${istiodText(one)} is there already. meshplan plan says what it can take over, and what stands in the way.`,
    ),
  ];
}

/** One line of what was seen. */
export function sketchText({ version = "", provider, istiods }: Sketch): string {
  const platform = PLATFORMS[provider ?? ""]?.name ?? provider;
  return [
    `Kubernetes ${version.replace(/^v/, "") || "of an unknown version"}`,
    ...(platform === undefined ? [] : [platform]),
    ...(istiods.length === 0 ? ["no Istio"] : istiods.map(istiodText)),
  ].join(", ");
}

function istiodText({ namespace, version, revision }: Sketch["istiods"][number]): string {
  const which = revision === "" ? "" : ` (revision ${revision})`;
  return `${version === undefined ? "istiod" : `istiod ${version}`}${which} in ${namespace}`;
}
