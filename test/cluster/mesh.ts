import { expect } from "vitest";
import type { Rig } from "../../rig/client.ts";
import { listAt, textAt } from "../../rig/json.ts";
import type { Meshplan } from "./meshplan.ts";

export const DEPLOYMENTS = deploymentsPath("istio-system");

/** The Deployments of Istio in cluster `n`, by name, and whether they are available. */
export async function deploymentsOf(
  rig: Rig,
  n: number,
  namespace = "istio-system",
): Promise<readonly { readonly name: string; readonly isAvailable: boolean }[]> {
  const { body } = await rig.api(n)("GET", deploymentsPath(namespace));
  return listAt(body, "items").map((deployment) => ({
    name: textAt(deployment, "metadata", "name") ?? "",
    isAvailable: listAt(deployment, "status", "conditions").some(
      (each) => textAt(each, "type") === "Available" && textAt(each, "status") === "True",
    ),
  }));
}

/** All clusters as a user sees them: what is not available, by name. */
export async function notAvailable(rig: Rig): Promise<readonly string[]> {
  const found: string[] = [];
  for (let n = 1; n <= rig.clusters; n++) {
    const deployments = await deploymentsOf(rig, n);
    found.push(...(deployments.length === 0 ? [`cluster${n}: no Deployment at all`] : []));
    for (const { name, isAvailable } of deployments) {
      if (!isAvailable) found.push(`cluster${n}: ${name}`);
    }
  }
  return found;
}

/** Pods get any address of their cluster's range. */
export function withPodsNamed(text: string): string {
  return text.replace(/^10\.20(\d)\.\d+\.\d+/, "pod of cluster$1");
}

/** Who the sidecar of helloworld in cluster `n` says it is: what the webhook that injected it knew. */
export async function sidecarIdentity(rig: Rig, n: number): Promise<readonly string[]> {
  const pods = listAt((await rig.api(n)("GET", "/api/v1/namespaces/sample/pods")).body, "items");
  const containers = pods.flatMap((pod) =>
    ["containers", "initContainers"].flatMap((list) => listAt(pod, "spec", list)),
  );
  const proxy = containers.find((each) => textAt(each, "name") === "istio-proxy");
  return listAt(proxy, "env")
    .map((each) => `${textAt(each, "name") ?? ""}=${textAt(each, "value") ?? ""}`)
    .filter((line) => /^ISTIO_META_(CLUSTER_ID|MESH_ID|NETWORK)=/.test(line))
    .sort();
}

export async function expectNoChanges(meshplan: Meshplan): Promise<void> {
  const { code, stdout, stderr } = await meshplan("plan", "mesh.yaml", "--detailed-exitcode");
  expect({ code, stderr, stdout }).toMatchObject({ code: 0 });
  expect(stdout).toContain("No changes.");
}

function deploymentsPath(namespace: string): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments`;
}
