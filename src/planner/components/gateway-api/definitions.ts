import type { KubeObject } from "../../../kube/object.ts";
import { istioMinor } from "../../../mesh/istio-versions.ts";
import type { Mesh } from "../../../mesh/model.ts";
import { compareVersions } from "../../../mesh/versions.ts";
import type { InstalledDefinition } from "../../facts.ts";

const GROUP = "gateway.networking.k8s.io";
/** Says which release of the Gateway API a definition came with. */
export const BUNDLE_ANNOTATION = `${GROUP}/bundle-version`;
export const definitionOf = (plural: string): string => `${plural}.${GROUP}`;

/** The release of the Gateway API for a mesh; undefined where the mesh needs none. */
export function gatewayApiOf(mesh: Mesh): string | undefined {
  return mesh.mode === "ambient" ? istioMinor(mesh.istio.version)?.gatewayApi.bundle : undefined;
}

/**
 * Those of the wanted definitions that this mesh brings: all where there are none, the missing and the older ones of a set
 * that it made before. A set belongs to whoever made the definition of Gateways, and a set of others is never completed:
 * its releases would be mixed. Nothing goes back to an older release.
 */
export function definitionsToWrite(
  wanted: readonly KubeObject[],
  installed: readonly InstalledDefinition[],
): readonly KubeObject[] {
  const present = new Map(installed.map((one) => [one.name, one]));
  const isTheirs = present.get(definitionOf("gateways"))?.isOurs === false;
  return wanted.filter((definition) => {
    const found = present.get(definition.metadata.name);
    if (found === undefined) return !isTheirs;
    const bundle = definition.metadata.annotations?.[BUNDLE_ANNOTATION] ?? "";
    return found.isOurs && !isOlder(bundle, found.bundle ?? "");
  });
}

/** As istiod compares: `v1.5.0-rc.1` counts as `v1.5.0`; what is no version at all is older than any. */
export function isOlder(bundle: string, than: string): boolean {
  return compareVersions(released(bundle), released(than)) < 0;
}

function released(bundle: string): string {
  return /^v?(\d+\.\d+\.\d+)/.exec(bundle)?.[1] ?? "0.0.0";
}
