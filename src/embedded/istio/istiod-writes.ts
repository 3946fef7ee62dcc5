import { isMap, type Json, type KubeObject } from "../../kube/object.ts";
import type { EmbeddedCluster } from "../kube/cluster.ts";
import { ensure, idOf, list, modify } from "../kube/controllers/controller.ts";
import { listAt, mapAt, textAt } from "../../kube/at.ts";

/** The ConfigMap with the root that the workloads of a namespace trust. */
export const ROOT_CERTIFICATE = "istio-ca-root-cert";

const MANAGER = { manager: "pilot-discovery" };
const UNTOUCHED = new Set(["kube-system", "kube-public", "kube-node-lease"]);

/**
 * Writes what istiod writes into a cluster it manages: the CA bundles of its webhooks, and each namespace's root
 * certificate.
 */
export function writeTrust(cluster: EmbeddedCluster, rootPem: string): void {
  const caBundle = Buffer.from(rootPem, "utf8").toString("base64");
  for (const kind of ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"])
    for (const configuration of list(cluster, "admissionregistration.k8s.io/v1", kind))
      if (configuration.metadata.labels?.["istio.io/rev"] !== undefined)
        patchWebhooks(cluster, configuration, caBundle);
  for (const namespace of list(cluster, "v1", "Namespace"))
    if (
      namespace.metadata.deletionTimestamp === undefined &&
      !UNTOUCHED.has(namespace.metadata.name)
    )
      writeRoot(cluster, namespace.metadata.name, rootPem);
}

function patchWebhooks(
  cluster: EmbeddedCluster,
  configuration: KubeObject,
  caBundle: string,
): void {
  const isValidating = configuration.kind === "ValidatingWebhookConfiguration";
  const patched = (webhook: Json): Json => {
    if (!isMap(webhook)) return webhook;
    const wired = { ...webhook, clientConfig: { ...mapAt(webhook, "clientConfig"), caBundle } };
    return isValidating ? { ...wired, failurePolicy: "Fail" } : wired;
  };
  modify(
    cluster,
    idOf(configuration),
    (live) => ({ ...live, webhooks: listAt(live, "webhooks").map(patched) }),
    MANAGER,
  );
}

function writeRoot(cluster: EmbeddedCluster, namespace: string, rootPem: string): void {
  const wanted: KubeObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: ROOT_CERTIFICATE, namespace, labels: { "istio.io/config": "true" } },
    data: { "root-cert.pem": rootPem },
  };
  const found = ensure(cluster, wanted, MANAGER.manager);
  if (textAt(found, "data", "root-cert.pem") !== rootPem)
    modify(
      cluster,
      idOf(found),
      (live) => ({ ...live, data: { "root-cert.pem": rootPem } }),
      MANAGER,
    );
}
