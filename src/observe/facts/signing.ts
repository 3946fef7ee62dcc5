import { decodeCacerts } from "../../certs/cacerts.ts";
import type { SigningChain } from "../../certs/signing-chain.ts";
import { accessTo } from "../../kube/access-request.ts";
import { cacertsRef, chainIn, OF_CACERTS } from "./shared/cacerts-secret.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** What istiod signs with, where others write the Secret cacerts; its private key is not looked at. */
    readonly signing?:
      | { readonly roots: readonly string[]; readonly problem?: undefined }
      | { readonly problem: string };
  }
}

export const signing = fact({
  name: "signing",
  secret: OF_CACERTS,
  wants: (of) => (of.signs && of.root === "existing" ? of : undefined),
  reads: (of) => [accessTo("get", cacertsRef(of))],
  read: async (client, of): Promise<SigningChain> => {
    const secret = await client.get(cacertsRef(of));
    if (secret === undefined) return { problem: `there is no Secret cacerts in ${of.namespace}` };
    const read = decodeCacerts(secret["data"]);
    if ("missing" in read)
      return { problem: `the Secret cacerts has no ${read.missing.join(", ")}` };
    const chain = chainIn(read.cacerts, read.form, client.now);
    return chain.problem === undefined
      ? chain
      : { problem: `in the Secret cacerts ${chain.problem}` };
  },
});
