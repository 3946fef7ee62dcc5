import { accessTo } from "../../kube/access-request.ts";
import { ApiError } from "../../kube/api-error.ts";
import { isMap, type KubeObject, refOf } from "../../kube/object.ts";
import type { LiveGateway } from "../../planner/facts.ts";
import { isOurs } from "../../planner/marks.ts";
import { at, mapsAt } from "../installed/values.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** In a primary whose mesh has east-west gateways: Gateways of others that are on their ports, too, in any namespace. */
    readonly gateways?: readonly LiveGateway[];
  }
}

const KIND = { apiVersion: "networking.istio.io/v1", kind: "Gateway" } as const;
/** What east-west gateways listen on. */
const PORTS = [15443, 15012, 15017];

export const gateways = fact({
  name: "gateways",
  optional: true,
  wants: ({ file, role, part }) =>
    file?.mesh.mode === "sidecar" && role === "primary" && file.topology.eastWestGateways.length > 0
      ? part
      : undefined,
  reads: () => [accessTo("list", KIND)],
  read: async (client, part) => {
    const isForeign = (item: KubeObject): boolean =>
      !isOurs(item, part) && portsOf(item).length > 0;
    const keep = (item: KubeObject) => (isForeign(item) ? item : undefined);
    const { items } = await client.list(KIND, { keep }).catch((error: unknown) => {
      // A cluster without Istio does not know the kind.
      if (error instanceof ApiError && error.api.status === 404) return { items: [] };
      throw error;
    });
    return items
      .filter(isForeign)
      .map((item) => liveGateway({ ...item, ...KIND }))
      .sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
  },
});

function liveGateway(item: KubeObject): LiveGateway {
  const selector = at(item, "spec", "selector");
  const labels = Object.entries(isMap(selector) ? selector : {});
  return {
    object: refOf(item),
    selector: Object.fromEntries(
      labels.map(([key, value]) => [key, typeof value === "string" ? value : ""]),
    ),
    ports: portsOf(item),
  };
}

function portsOf(gateway: KubeObject): readonly number[] {
  const servers = mapsAt(gateway, "spec", "servers");
  const used = new Set(servers.map((one) => at(one, "port", "number")));
  return PORTS.filter((port) => used.has(port));
}

function textOf({ object }: LiveGateway): string {
  return `${object.namespace ?? ""}/${object.name}`;
}
