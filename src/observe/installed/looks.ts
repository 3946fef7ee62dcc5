import { type AccessRequest, accessTo } from "../../kube/access-request.ts";
import type { KubeObject, ObjectRef } from "../../kube/object.ts";
import { componentNamed } from "../../planner/components/named.ts";
import type { Installed, InstalledNamespace, InstalledObject } from "../../planner/installed.ts";
import { GATEWAY_NAME } from "../../planner/names.ts";
import type { Subject } from "../facts/fact.ts";
import {
  controlPlaneReads,
  installed,
  readControlPlane,
  readTags,
  tagReads,
} from "./control-plane.ts";
import { installedGateway } from "./gateway.ts";
import type { ComponentReader } from "./reader.ts";

interface Look {
  readonly reads: (of: Subject) => readonly AccessRequest[];
  readonly read: (reader: ComponentReader, of: Subject) => Promise<Installed[string]>;
}

/** Components at which more is looked than whether their expected objects are there. */
const LOOKS: { readonly [component: string]: Look } = {
  namespace: {
    reads: (of) => [accessTo("get", namespaceRef(of))],
    read: async (reader, of) => {
      const found = await reader.get(namespaceRef(of));
      return found === undefined ? [] : [installedNamespace(found)];
    },
  },
  "control-plane": { reads: controlPlaneReads, read: readControlPlane },
  "gateway-address": {
    reads: (of) => [accessTo("get", gatewayRef(of))],
    read: async (reader, of) => {
      const found = await reader.get(gatewayRef(of));
      return found === undefined ? [] : [installedGateway(found)];
    },
  },
  tags: { reads: tagReads, read: readTags },
};

/** The rights that it takes to look at a component which others deliver. */
export function readsFor(component: string, of: Subject): readonly AccessRequest[] {
  const look = LOOKS[component];
  if (look !== undefined) return look.reads(of);
  return expectedOf(component, of).map((ref) => accessTo("get", ref));
}

/** What is there of a component that others deliver. */
export async function looksAt(
  component: string,
  reader: ComponentReader,
  of: Subject,
): Promise<Installed[string]> {
  const look = LOOKS[component];
  if (look !== undefined) return await look.read(reader, of);
  const wanted = expectedOf(component, of);
  const found = await Promise.all(wanted.map((ref) => reader.get(ref)));
  return wanted.flatMap((ref, index): readonly InstalledObject[] => {
    const object = found[index];
    return object === undefined ? [] : [installed(object, ref)];
  });
}

function expectedOf(component: string, { namespace }: Subject): readonly ObjectRef[] {
  return (componentNamed(component)?.delivery?.expects?.(namespace) ?? []).flat();
}

function namespaceRef({ namespace }: Subject): ObjectRef {
  return { apiVersion: "v1", kind: "Namespace", name: namespace };
}

function gatewayRef({ namespace }: Subject): ObjectRef {
  return { apiVersion: "v1", kind: "Service", namespace, name: GATEWAY_NAME };
}

function installedNamespace(found: KubeObject): InstalledNamespace {
  const network = found.metadata.labels?.["topology.istio.io/network"];
  const leaders = found.metadata.annotations?.["topology.istio.io/controlPlaneClusters"];
  return {
    ...installed(found, { apiVersion: "v1", kind: "Namespace" }),
    ...(network === undefined ? {} : { network }),
    ...(leaders === undefined ? {} : { controlPlaneClusters: leaders }),
  };
}
