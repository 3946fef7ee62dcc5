import { accessTo } from "../../../src/kube/access-request.ts";
import { fact } from "../../../src/observe/facts/fact.ts";

declare module "../../../src/planner/facts.ts" {
  interface ReachableFacts {
    /** Stands for a fact that is yet to come. */
    readonly dummy?: string;
  }
}

/** A fact as somebody would add it: it is wanted of primaries, and takes a right that nothing else takes. */
export const dummy = fact({
  name: "dummy",
  wants: ({ role }) =>
    role === "primary"
      ? { apiVersion: "v1", kind: "ConfigMap", namespace: "dummy", name: "dummy" }
      : undefined,
  reads: (ref) => [accessTo("get", ref)],
  read: async (client, ref) => (await client.get(ref))?.metadata.uid,
});
