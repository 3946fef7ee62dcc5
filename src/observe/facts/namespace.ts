import { accessTo } from "../../kube/access-request.ts";
import { FIELD_MANAGER } from "../../kube/field-manager.ts";
import { FieldSet } from "../../kube/field-set.ts";
import { type KubeObject, managedFieldsOf } from "../../kube/object.ts";
import { appliedFields } from "../../kube/unchanged.ts";
import type { LiveNamespace } from "../../planner/facts.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** The namespace of Istio, if it is there. */
    readonly namespace?: LiveNamespace;
  }
}

export const namespace = fact({
  name: "namespace",
  wants: (of) => ({ apiVersion: "v1", kind: "Namespace", name: of.namespace }),
  reads: (ref) => [accessTo("get", ref)],
  read: async (client, ref) => {
    const found = await client.get(ref);
    return found === undefined ? undefined : liveNamespace(found);
  },
});

const LEADERS = "topology.istio.io/controlPlaneClusters";

function liveNamespace(found: KubeObject): LiveNamespace {
  const { annotations = {}, labels = {}, deletionTimestamp } = found.metadata;
  const network = labels["topology.istio.io/network"];
  const controlPlaneClusters = annotations[LEADERS];
  return {
    annotations: Object.keys(annotations),
    ...(deletionTimestamp === undefined ? {} : { isTerminating: true }),
    ...(network === undefined ? {} : { network }),
    ...(controlPlaneClusters === undefined ? {} : { controlPlaneClusters }),
    ...(isOwnedAlone(found, LEADERS) ? { ownsControlPlaneClusters: true } : {}),
  };
}

/** A field that meshplan applied goes when it applies the object without it, unless somebody else owns it too. */
function isOwnedAlone(object: KubeObject, annotation: string): boolean {
  const path = ["f:metadata", "f:annotations", `f:${annotation}`];
  const owners = managedFieldsOf(object).filter(({ fieldsV1 }) =>
    FieldSet.fromFieldsV1(fieldsV1).has(path),
  );
  const isOwner = appliedFields(object, FIELD_MANAGER)?.has(path) === true;
  return isOwner && owners.length === 1;
}
