import { decodeCacerts, inspectCacerts } from "../../certs/cacerts.ts";
import { accessTo } from "../../kube/access-request.ts";
import { FIELD_MANAGER } from "../../kube/field-manager.ts";
import type { KubeObject } from "../../kube/object.ts";
import { appliedFields } from "../../kube/unchanged.ts";
import type { LiveCacerts } from "../../planner/facts.ts";
import { isOurs } from "../../planner/marks.ts";
import { Sensitive } from "../../util/sensitive.ts";
import { cacertsRef, chainIn, OF_CACERTS, writesRoot } from "./shared/cacerts-secret.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** What istiod signs with, where meshplan writes the Secret cacerts; its private key is looked at. */
    readonly cacerts?: LiveCacerts;
  }
}

export const cacerts = fact({
  name: "cacerts",
  secret: OF_CACERTS,
  wants: (of) => (of.signs && writesRoot(of) ? of : undefined),
  reads: (of) => [accessTo("get", cacertsRef(of))],
  read: async (client, of) => {
    const secret = await client.get(cacertsRef(of));
    return secret === undefined ? {} : liveCacerts(secret, of.part, client.now);
  },
});

function liveCacerts(secret: KubeObject, part: string, now: Date): LiveCacerts {
  // The label can be edited by hand; what we applied is written down by the server.
  const ours = isOurs(secret, part) || appliedFields(secret, FIELD_MANAGER) !== undefined;
  const read = decodeCacerts(secret["data"]);
  if ("missing" in read) {
    const problem = `it has no ${read.missing.join(", ")}`;
    return { found: { ours, chain: { problem } } };
  }
  // istiod would go on reading it instead of the keys that meshplan writes.
  if (read.form === "tls")
    return { found: { ours, chain: chainIn(read.cacerts, "tls", now), isTls: true } };
  const chain = inspectCacerts(read.cacerts, now);
  return { found: { ours, chain, data: new Sensitive(read.encoded) } };
}
