import type { KubeObject } from "../../kube/object.ts";
import type { Deliverable } from "../../mesh/delivery.ts";
import { EXISTING } from "../../planner/external/existing.ts";
import type { Installed, InstalledNamespace, InstalledObject } from "../../planner/installed.ts";
import { GATEWAY_NAME } from "../../planner/names.ts";
import type { ClusterReader } from "../../ports.ts";
import { installed, readControlPlane, readTags } from "./control-plane.ts";
import { installedGateway } from "./gateway.ts";
import { type Allowed, ComponentReader } from "./reader.ts";

export interface InstalledRequest {
  readonly namespace: string;
  readonly role: "primary" | "remote" | "host";
  /** The components of this cluster that others deliver. */
  readonly external: ReadonlySet<Deliverable>;
}

/** Looks at every component that others deliver. A component of which something may not be read is left out. */
export async function readInstalled(
  client: ClusterReader,
  request: InstalledRequest,
  allowed: Allowed,
): Promise<Installed> {
  const found = await Promise.all(
    [...request.external].map(async (component) => {
      const reader = new ComponentReader(client, allowed);
      const part = await readOne(component, reader, request);
      return reader.isDenied ? {} : { [component]: part };
    }),
  );
  return Object.assign({}, ...found) as Installed;
}

type Read<C extends Deliverable> = (
  reader: ComponentReader,
  request: InstalledRequest,
  component: C,
) => Promise<Installed[C]>;

const READERS: { readonly [C in Deliverable]: Read<C> } = {
  namespace: async (reader, { namespace }) => {
    const ref = { apiVersion: "v1", kind: "Namespace", name: namespace };
    const found = await reader.get(ref);
    return found === undefined ? [] : [installedNamespace(found)];
  },
  "control-plane": readControlPlane,
  "gateway-address": async (reader, { namespace }) => {
    const ref = { apiVersion: "v1", kind: "Service", namespace, name: GATEWAY_NAME };
    const found = await reader.get(ref);
    return found === undefined ? [] : [installedGateway(found)];
  },
  "gateway-api": readExisting,
  cni: readExisting,
  ztunnel: readExisting,
  gateway: readExisting,
  ingress: readExisting,
  "expose-control-plane": readExisting,
  "expose-services": readExisting,
  tags: readTags,
};

async function readOne<C extends Deliverable>(
  component: C,
  reader: ComponentReader,
  request: InstalledRequest,
): Promise<Installed[C]> {
  const read: Read<C> = READERS[component];
  return await read(reader, request, component);
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

async function readExisting(
  reader: ComponentReader,
  { namespace }: InstalledRequest,
  component: keyof typeof EXISTING,
): Promise<readonly InstalledObject[]> {
  const wanted = EXISTING[component](namespace).flat();
  const found = await Promise.all(wanted.map((ref) => reader.get(ref)));
  return wanted.flatMap((ref, index) => {
    const object = found[index];
    return object === undefined ? [] : [installed(object, ref)];
  });
}
