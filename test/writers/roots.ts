import { decodeCacerts, inspectCacerts } from "../../src/certs/cacerts.ts";
import { wholeChain } from "../../src/certs/signing-chain.ts";
import type { KubeObject } from "../../src/kube/object.ts";

/** The Secret of the CA, as a plan with a generated root brings it: all that is in it is signed by an apply. */
export const CACERTS: KubeObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "cacerts", namespace: "istio-system" },
};

/** sha256 of the root of a live Secret, or what is wrong with it: half of one and half of another is no chain. */
export function foundRoot(cacerts: KubeObject, now: Date): string {
  const read = decodeCacerts(cacerts["data"]);
  if (!("cacerts" in read)) return JSON.stringify(read);
  const chain = inspectCacerts(read.cacerts, now);
  return wholeChain(chain)?.roots.join(" ") ?? chain.problem ?? "";
}
