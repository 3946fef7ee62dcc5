import { accessTo } from "../../kube/access-request.ts";
import { mapsAt, textAt, unique } from "../installed/values.ts";
import { fact } from "./fact.ts";
import { newestSuffix } from "./shared/revisions.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** In a remote: addresses of the Endpoints of istiod's Service, by which remotes found their primary before 1.28. */
    readonly endpoints?: readonly string[];
  }
}

export const endpoints = fact({
  name: "endpoints",
  optional: true,
  wants: ({ file, role, namespace }) =>
    file !== undefined && role === "remote"
      ? { apiVersion: "v1", kind: "Endpoints", namespace, name: `istiod${newestSuffix(file.mesh)}` }
      : undefined,
  reads: (ref) => [accessTo("get", ref)],
  read: async (client, ref) => {
    const found = await client.get(ref);
    const labels = found?.metadata.labels;
    // Kubernetes marks the Endpoints that it keeps for a Service with a selector, and copies only others to slices.
    const isKept = labels?.["endpointslice.kubernetes.io/skip-mirror"] === "true";
    if (found === undefined || isKept) return undefined;
    const addresses = mapsAt(found, "subsets").flatMap((subset) => mapsAt(subset, "addresses"));
    return unique(addresses.map((address) => textAt(address, "ip")));
  },
});
