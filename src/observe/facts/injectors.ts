import type { JsonMap, KubeObject } from "../../kube/object.ts";
import type { LiveInjector } from "../../planner/facts.ts";
import { isOurs } from "../../planner/marks.ts";
import { mapsAt, textAt } from "../installed/values.ts";
import { fact } from "./fact.ts";
import { injectorReads, listInjectors, withIstio } from "./shared/istio-objects.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** The webhooks of this mesh that complete pods, by name; not where others deliver the control plane, and not in a host. */
    readonly injectors?: readonly LiveInjector[];
  }
}

export const injectors = fact({
  name: "injectors",
  wants: withIstio,
  reads: injectorReads,
  read: async (client, of) =>
    (await listInjectors(client, of))
      .filter((object) => isOurs(object, of.part))
      .map(liveInjector)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
});

function liveInjector(found: KubeObject): LiveInjector {
  const { name, labels = {} } = found.metadata;
  const revision = labels["istio.io/rev"] ?? "default";
  const tag = labels["istio.io/tag"];
  const cluster = mapsAt(found, "webhooks").map(clusterIn).find(Boolean);
  return {
    name,
    // Istio calls the revision without a name `default`.
    revision: revision === "default" ? "" : revision,
    ...(tag === undefined ? {} : { tag }),
    ...(cluster === undefined ? {} : { cluster }),
  };
}

/**
 * `c3` of `/inject/cluster/c3/net/n2`: the cluster that completed pods say they are in. At the end of a URL where the control
 * plane has a host name; a primary's own istiod is called without one. Source: istio pkg/kube/inject/webhook.go,
 * parseInjectEnvs.
 */
function clusterIn(webhook: JsonMap): string | undefined {
  const path =
    textAt(webhook, "clientConfig", "service", "path") ?? textAt(webhook, "clientConfig", "url");
  return /\/inject\/(?:.*\/)?cluster\/([^/?]+)/.exec(path ?? "")?.[1];
}
