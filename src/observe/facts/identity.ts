import { accessTo } from "../../kube/access-request.ts";
import { fact } from "./fact.ts";
import { SYSTEM } from "./shared/places.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** uid of the kube-system namespace; absent where that has none, or may not be read. */
    readonly identity?: string;
  }
}

export const identity = fact({
  name: "identity",
  wants: () => SYSTEM,
  reads: (system) => [accessTo("get", system)],
  read: async (client, system) => {
    const uid = (await client.get(system))?.metadata.uid;
    return uid === "" ? undefined : uid;
  },
});
