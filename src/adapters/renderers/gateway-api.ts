import type { KubeObject } from "../../kube/object.ts";

/** What data/gateway-api holds: scripts/gateway-api-crds.mjs writes it. A release is read when it is first asked for. */
const RELEASES: Readonly<Record<string, () => Promise<{ readonly default: unknown }>>> = {
  "v1.3": () => import("../../../data/gateway-api/v1.3.0.json", { with: { type: "json" } }),
  "v1.4": () => import("../../../data/gateway-api/v1.4.1.json", { with: { type: "json" } }),
  "v1.5": () => import("../../../data/gateway-api/v1.5.1.json", { with: { type: "json" } }),
  "v1.6": () => import("../../../data/gateway-api/v1.6.0.json", { with: { type: "json" } }),
};

/**
 * The CustomResourceDefinitions of the standard channel of one release of the Gateway API, such as `v1.6.0`; of releases that
 * differ in the last number alone, those of the newest. Older ones than ambient meshes can be made with are not there.
 */
export async function gatewayApiDefinitions(version: string): Promise<readonly KubeObject[]> {
  const load = RELEASES[version.split(".").slice(0, 2).join(".")];
  if (load === undefined) throw new Error(`internal: there is no Gateway API ${version} in data/`);
  const { default: definitions } = await load();
  return definitions as readonly KubeObject[];
}
