import type { KubeObject } from "../../kube/object.ts";
import { componentNamed } from "../../planner/components/named.ts";
import type { Installed, InstalledNamespace, InstalledObject } from "../../planner/installed.ts";
import { GATEWAY_NAME } from "../../planner/names.ts";
import type { ClusterReader } from "../../ports.ts";
import { installed, readControlPlane, readTags } from "./control-plane.ts";
import { installedGateway } from "./gateway.ts";
import { type Allowed, ComponentReader } from "./reader.ts";

interface InstalledRequest {
  readonly namespace: string;
  readonly role: "primary" | "remote" | "host";
  /** The components of this cluster that others deliver. */
  readonly external: ReadonlySet<string>;
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
      const look = LOOKS[component];
      const part = await (look?.(reader, request) ?? readExpected(reader, request, component));
      return reader.isDenied ? {} : { [component]: part };
    }),
  );
  return Object.assign({}, ...found) as Installed;
}

/** At which more is looked than whether their expected objects are there. */
const LOOKS: {
  readonly [component: string]: (
    reader: ComponentReader,
    request: InstalledRequest,
  ) => Promise<Installed[string]>;
} = {
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
  tags: readTags,
};

function installedNamespace(found: KubeObject): InstalledNamespace {
  const network = found.metadata.labels?.["topology.istio.io/network"];
  const leaders = found.metadata.annotations?.["topology.istio.io/controlPlaneClusters"];
  return {
    ...installed(found, { apiVersion: "v1", kind: "Namespace" }),
    ...(network === undefined ? {} : { network }),
    ...(leaders === undefined ? {} : { controlPlaneClusters: leaders }),
  };
}

async function readExpected(
  reader: ComponentReader,
  { namespace }: InstalledRequest,
  component: string,
): Promise<readonly InstalledObject[]> {
  const wanted = (componentNamed(component)?.delivery?.expects?.(namespace) ?? []).flat();
  const found = await Promise.all(wanted.map((ref) => reader.get(ref)));
  return wanted.flatMap((ref, index) => {
    const object = found[index];
    return object === undefined ? [] : [installed(object, ref)];
  });
}
