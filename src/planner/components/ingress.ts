import { servedNeeds } from "./links.ts";
import { INGRESS_NAME } from "../names.ts";
import { actionBase, needs, plainObject } from "./parts.ts";
import type { ComponentBuilder } from "../build-context.ts";

/**
 * The ingress gateway that the default profile of istioctl adds to a primary: for requests from outside of the mesh.
 *
 * Its pods hold their whole configuration and start without the injector, unless their istiod runs in another cluster.
 * Nothing waits for the address of its load balancer: whether there is one is no question of the mesh.
 */
export const ingress: ComponentBuilder = (context) => {
  const { cluster, mesh } = context;
  if (mesh.istio.ingress === "none" || cluster.role !== "primary") return [];
  return [
    {
      ...actionBase(context, "ingress"),
      kind: "apply",
      needs: needs(...servedNeeds(context, "the istiod that configures it")),
      objects: context.ingress.map((object) => plainObject(context, object)),
      waits: [
        {
          kind: "deployment-available",
          namespace: context.mesh.istio.namespace,
          name: INGRESS_NAME,
          timeoutSeconds: mesh.timeouts.readySeconds,
        },
      ],
    },
  ];
};
