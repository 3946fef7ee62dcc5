import { type Cacerts, decodeCacerts, inspectCacerts, namesIn } from "../certs/cacerts.ts";
import { inspectSigning, type SigningChain } from "../certs/signing-chain.ts";
import type { KubeObject } from "../kube/object.ts";
import { appliedFields } from "../kube/unchanged.ts";
import type { LiveCacerts } from "../planner/facts.ts";
import { isOurs } from "../planner/marks.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";
import { Sensitive } from "../util/sensitive.ts";

/** The chain of a Secret cacerts that others wrote; its private key is not looked at. */
export function signingOf(
  secret: KubeObject | undefined,
  { namespace, now }: { readonly namespace: string; readonly now: Date },
): SigningChain {
  if (secret === undefined) return { problem: `there is no Secret cacerts in ${namespace}` };
  const read = decodeCacerts(secret["data"]);
  if ("missing" in read) return { problem: `the Secret cacerts has no ${read.missing.join(", ")}` };
  const chain = inspectSigning(filesOf(read.cacerts), now, namesIn(read.form));
  return chain.problem === undefined
    ? chain
    : { problem: `in the Secret cacerts ${chain.problem}` };
}

/** What is there of a Secret cacerts that meshplan writes, its private key included. */
export function liveCacerts(
  secret: KubeObject | undefined,
  { part, now }: { readonly part: string; readonly now: Date },
): LiveCacerts {
  if (secret === undefined) return {};
  // The label can be edited by hand; what we applied is written down by the server.
  const ours = isOurs(secret, part) || appliedFields(secret, FIELD_MANAGER) !== undefined;
  const read = decodeCacerts(secret["data"]);
  if ("missing" in read) {
    const problem = `it has no ${read.missing.join(", ")}`;
    return { found: { ours, chain: { problem } } };
  }
  // istiod would go on reading it instead of the keys that meshplan writes.
  if (read.form === "tls") {
    const chain = inspectSigning(filesOf(read.cacerts), now, namesIn("tls"));
    return { found: { ours, chain, isTls: true } };
  }
  const chain = inspectCacerts(read.cacerts, now);
  return { found: { ours, chain, data: new Sensitive(read.encoded) } };
}

function filesOf(cacerts: Cacerts) {
  return {
    certificate: cacerts["ca-cert.pem"],
    chain: cacerts["cert-chain.pem"],
    root: cacerts["root-cert.pem"],
  };
}
