import { delivererOf } from "../../kube/deliverer.ts";
import { FIELD_MANAGER } from "../../kube/field-manager.ts";
import { type KubeObject, refOf } from "../../kube/object.ts";
import { appliedFields } from "../../kube/unchanged.ts";
import type { ForeignObject } from "../../planner/facts.ts";
import { namespaceOfMesh } from "../namespace-of-mesh.ts";
import { fact } from "./fact.ts";
import { injectorReads, istiodReads, listOthers, withIstio } from "./shared/istio-objects.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** istiods and injection webhooks that meshplan did not install for this mesh; not where others deliver the control plane. */
    readonly foreign?: readonly ForeignObject[];
  }
}

export const foreign = fact({
  name: "foreign",
  wants: withIstio,
  reads: (of) => [...istiodReads(of), ...injectorReads(of)],
  read: async (client, of) =>
    (await listOthers(client, of))
      // What this mesh has in another namespace is no foreign Istio: that is the fact `livesIn`.
      .filter((object) => namespaceOfMesh(object, of.mesh) === undefined)
      .map(foreignObject),
});

function foreignObject(object: KubeObject): ForeignObject {
  const by = delivererOf(object);
  return {
    object: refOf(object),
    ...(by === undefined ? {} : { by }),
    ...(appliedFields(object, FIELD_MANAGER) === undefined ? {} : { ofAnotherMesh: true }),
  };
}
