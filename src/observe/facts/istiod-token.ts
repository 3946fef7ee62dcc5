import { ISTIOD_TOKEN_SECRET } from "../../planner/components/istiod-token/component.ts";
import { OF_TOKEN } from "./shared/account-token.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** The token of the account by which the istiod in another cluster acts here. */
    readonly istiodToken?: AccountToken;
  }
}

export const istiodToken = fact({
  name: "istiodToken",
  secret: "istiod's token in its kubeconfig",
  wants: ({ namespace, isHosted }) =>
    isHosted
      ? { apiVersion: "v1", kind: "Secret", namespace, name: ISTIOD_TOKEN_SECRET }
      : undefined,
  ...OF_TOKEN,
});
