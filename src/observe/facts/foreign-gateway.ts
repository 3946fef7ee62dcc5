import { accessTo } from "../../kube/access-request.ts";
import { type ObjectRef, refOf } from "../../kube/object.ts";
import { GATEWAY_NAME } from "../../planner/names.ts";
import { MADE_BY_ISTIOD } from "./shared/made-by-istiod.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** What has the name of the ambient gateway and was not made by istiod; read for an ambient mesh only. */
    readonly foreignGateway?: ObjectRef;
  }
}

export const foreignGateway = fact({
  name: "foreignGateway",
  wants: ({ file, namespace }) => {
    const place = { namespace, name: GATEWAY_NAME };
    return file?.mesh.mode === "ambient"
      ? [
          { apiVersion: "apps/v1", kind: "Deployment", ...place },
          { apiVersion: "v1", kind: "Service", ...place },
        ]
      : undefined;
  },
  reads: (refs) => refs.map((ref) => accessTo("get", ref)),
  read: async (client, refs) => {
    const found = await Promise.all(refs.map((ref) => client.get(ref)));
    const first = found.find(
      (object) => object !== undefined && object.metadata.labels?.[MADE_BY_ISTIOD] === undefined,
    );
    return first === undefined ? undefined : refOf(first);
  },
});
