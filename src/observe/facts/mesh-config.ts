import { accessTo } from "../../kube/access-request.ts";
import { readIstioMeshConfig } from "../../mesh/istio-mesh-config.ts";
import { textAt } from "../installed/values.ts";
import { fact } from "./fact.ts";
import { newestSuffix } from "./shared/revisions.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** What the istiod of a primary was told of its mesh: of the newest revision. */
    readonly meshConfig?: ReturnType<typeof readIstioMeshConfig>;
  }
}

export const meshConfig = fact({
  name: "meshConfig",
  optional: true,
  wants: ({ file, role, namespace }) =>
    file === undefined || role === "remote"
      ? undefined
      : { apiVersion: "v1", kind: "ConfigMap", namespace, name: `istio${newestSuffix(file.mesh)}` },
  reads: (ref) => [accessTo("get", ref)],
  read: async (client, ref) => {
    const text = textAt(await client.get(ref), "data", "mesh");
    return text === undefined ? undefined : readIstioMeshConfig(text);
  },
});
