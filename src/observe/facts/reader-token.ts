import { READER_TOKEN_SECRET } from "../../planner/components/reader-token/component.ts";
import { OF_TOKEN } from "./shared/account-token.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** Token of the account by which the istiods of other clusters read this one, base64 as in its Secret; in memory only. */
    readonly readerToken?: AccountToken;
  }
}

export const readerToken = fact({
  name: "readerToken",
  secret: "the reader's token in remote secrets",
  wants: (of) => ({
    apiVersion: "v1",
    kind: "Secret",
    namespace: of.namespace,
    name: READER_TOKEN_SECRET,
  }),
  ...OF_TOKEN,
});
