import { type Cacerts, namesIn } from "../../../certs/cacerts.ts";
import { inspectSigning, type SigningChain } from "../../../certs/signing-chain.ts";
import type { ObjectRef } from "../../../kube/object.ts";
import type { Subject } from "../fact.ts";

/** Where istiod finds what it signs with. */
export function cacertsRef({ namespace }: { readonly namespace: string }): ObjectRef {
  return { apiVersion: "v1", kind: "Secret", namespace, name: "cacerts" };
}

export const OF_CACERTS = "the CA that istiod signs with (MP0514, MP0515, MP0541, MP0542, MP0544)";

/** The chain of certificates in it; the private key is not looked at. */
export function chainIn(
  cacerts: Cacerts,
  form: Parameters<typeof namesIn>[0],
  now: Date,
): SigningChain {
  const files = {
    certificate: cacerts["ca-cert.pem"],
    chain: cacerts["cert-chain.pem"],
    root: cacerts["root-cert.pem"],
  };
  return inspectSigning(files, now, namesIn(form));
}

/** Whether meshplan writes the Secret cacerts of a mesh. */
export function writesRoot({ root }: Subject): boolean {
  return root === "generated" || root === "files";
}
