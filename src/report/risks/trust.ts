import { listOfNames } from "../layout.ts";
import { shortPrint } from "./credentials.ts";
import type { Detector, PlannedObject, RiskInput } from "./detector.ts";
import { isIstiod } from "./istiod.ts";

/** Which root the workloads of the mesh are to trust, and where its key is. */
export const trust: Detector = {
  topic: "trust",
  find: ({ view, written }) => {
    const isOurs = view.trust?.root === "generated" || view.trust?.root === "files";
    const signers = written.filter(({ action, change }) =>
      isOurs ? action.component === "trust" : change.verb === "create" && isIstiod(change.object),
    );
    if (signers.length === 0) return [];
    const risk = view.trust?.root === "existing" ? "none" : "trust";
    return [{ risk, text: rootText(view, clustersOf(signers)), subject: "" }];
  },
};

function clustersOf(signers: readonly PlannedObject[]): readonly string[] {
  return [...new Set(signers.map(({ action }) => action.cluster))];
}

function rootText(view: RiskInput["view"], clusters: readonly string[]): string {
  const { trust: root } = view;
  const names = listOfNames(
    clusters,
    view.clusters.map(({ name }) => name),
  );
  const prints = root?.roots.map(shortPrint).join(", ");
  const path = root?.path ?? "";
  if (root?.unread === true && root.roots.length === 0)
    return `${names}: the Secrets cacerts were not read, so the root of the mesh is not known`;
  switch (root?.root) {
    case undefined:
      return clusters.length === 1
        ? `one root, self-signed by istiod in ${names}${keyPlace(view, clusters[0])}`
        : `${clusters.length} roots, each self-signed by its own istiod: ${names}`;
    case "existing":
      return `the root of cacerts in ${names}: sha256 ${prints ?? ""}`;
    case "generated":
      return root.roots.length === 0
        ? `a new root for ${names}; apply makes it and keeps its private key in ${path}`
        : `the root of ${path} for ${names}: sha256 ${prints ?? ""}`;
    case "files":
      return `the root of ${path} for ${names}: sha256 ${prints ?? ""}`;
  }
}

/** istiod keeps the key it makes in the API server of its configuration. */
function keyPlace(view: RiskInput["view"], home: string | undefined): string {
  const served = view.clusters.find(({ host }) => host !== undefined && host === home);
  return served === undefined ? "" : `, its key kept in ${served.name}`;
}
