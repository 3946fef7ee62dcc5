import { decodeCacerts, inspectCacerts } from "../../certs/cacerts.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { EmbeddedCluster } from "../kube/cluster.ts";
import { ensure } from "../kube/controllers/controller.ts";
import { textAt } from "../../kube/at.ts";

/**
 * Why an istiod could not start with the Secret `cacerts` that it mounts; undefined where the Secret is complete, or missing.
 * Source: istio pilot/pkg/bootstrap/istio_ca.go, createIstioCA.
 */
export function unusableCacerts(
  cluster: EmbeddedCluster,
  namespace: string | undefined,
  now: Date,
): string | undefined {
  const secret = cluster.store.get("secrets", namespace, "cacerts");
  if (secret === undefined) return undefined;
  const read = decodeCacerts(secret["data"]);
  if ("missing" in read)
    return "failed to create an istiod CA: incomplete signing CA bundle detected";
  const { problem } = inspectCacerts(read.cacerts, now);
  return problem === undefined ? undefined : `failed to create an istiod CA: ${problem}`;
}

/**
 * The root that an istiod signs for if it starts now: that of the Secret `cacerts` where there is one, otherwise its own, which
 * it makes once and keeps. A running istiod keeps the root it started with, whatever happens to the Secrets. It mounts
 * `cacerts` where it runs, and keeps a root of its own where it takes its configuration from.
 */
export function rootAtStart(
  where: { readonly mounted: EmbeddedCluster; readonly config: EmbeddedCluster },
  namespace: string,
  make: () => string,
): string {
  const decode = (secret: KubeObject, key: string): string =>
    Buffer.from(textAt(secret, "data", key), "base64").toString("utf8");
  const given = where.mounted.store.get("secrets", namespace, "cacerts");
  const read = given === undefined ? undefined : decodeCacerts(given["data"]);
  if (read !== undefined && "cacerts" in read) return read.cacerts["root-cert.pem"];
  const kept = where.config.store.get("secrets", namespace, "istio-ca-secret");
  if (kept !== undefined) return decode(kept, "ca-cert.pem");
  const pem = make();
  const secret: KubeObject = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "istio-ca-secret", namespace },
    type: "istio.io/ca-root",
    data: { "ca-cert.pem": Buffer.from(pem, "utf8").toString("base64") },
  };
  ensure(where.config, secret, "pilot-discovery");
  return pem;
}
