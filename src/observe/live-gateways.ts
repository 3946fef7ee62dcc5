import { ApiError } from "../kube/api-error.ts";
import { isMap, type KubeObject, refOf } from "../kube/object.ts";
import type { LiveGateway } from "../planner/facts.ts";
import { isOurs } from "../planner/marks.ts";
import type { ClusterReader } from "../ports.ts";
import { at, mapsAt } from "./installed/values.ts";

const KIND = { apiVersion: "networking.istio.io/v1", kind: "Gateway" } as const;
/** What east-west gateways listen on. */
const PORTS = [15443, 15012, 15017];

/** Gateways that are not of this mesh, in any namespace, on a port of an east-west gateway; none where they may not be read. */
export async function readGateways(
  client: ClusterReader,
  part: string,
): Promise<readonly LiveGateway[]> {
  const { items } = await client.list(KIND).catch((error: unknown) => {
    // A cluster without Istio does not know the kind.
    if (error instanceof ApiError && [403, 404].includes(error.api.status)) return { items: [] };
    throw error;
  });
  return items
    .filter((item) => !isOurs(item, part))
    .map((item) => liveGateway({ ...item, ...KIND }))
    .filter(({ ports }) => ports.length > 0)
    .sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
}

function liveGateway(item: KubeObject): LiveGateway {
  const servers = mapsAt(item, "spec", "servers");
  const used = new Set(servers.map((one) => at(one, "port", "number")));
  const selector = at(item, "spec", "selector");
  const labels = Object.entries(isMap(selector) ? selector : {});
  return {
    object: refOf(item),
    selector: Object.fromEntries(
      labels.map(([key, value]) => [key, typeof value === "string" ? value : ""]),
    ),
    ports: PORTS.filter((port) => used.has(port)),
  };
}

function textOf({ object }: LiveGateway): string {
  return `${object.namespace ?? ""}/${object.name}`;
}
