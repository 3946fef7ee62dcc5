import type { ActionView, ClusterView, PlanView } from "../view.ts";
import { markOf } from "./action-text.ts";
import { clusterTitle, kindsOfClusters } from "./alike.ts";
import type { Box, Drawing, DrawnGroup, Mark } from "./drawing.ts";
import { ids } from "./ids.ts";
import { foldedNetworks } from "./networks.ts";
import {
  BETWEEN_NETWORKS,
  istiodPart,
  leftOverSecrets,
  partId,
  topologyArrows,
} from "./topology-arrows.ts";

/**
 * The mesh of a plan as it will be, with what the plan adds, changes or takes away marked, and what is left over from before:
 * its networks, the clusters in them, which istiod serves which cluster and reads which API server, and the gateways between
 * networks. In a large mesh clusters and networks that are alike are drawn once, unless `full`.
 */
export function topologyDrawing(view: PlanView, { full }: { readonly full: boolean }): Drawing {
  const kinds = kindsOfClusters(view, full);
  const names: Names = { kinds, ids: ids() };
  const networks = foldedNetworks(view.clusters, kinds).map(({ title, members }): DrawnGroup => ({
    id: names.ids(`network ${title}`),
    kind: "network",
    lines: [title],
    clusters: [],
    mark: "none",
    groups: members.flatMap((alike) => clusterGroup(view, alike, names)),
    boxes: [],
  }));
  const arrows = topologyArrows(view, names);
  const between = {
    lines: [BETWEEN_NETWORKS],
    mark: "none",
    critical: false,
    actions: [],
  } as const;
  return {
    kind: "topology",
    title: `Topology of ${view.mesh}`,
    groups: [...networks, ...goneGroup(view, names)],
    boxes: arrows.some(({ kind }) => kind === "traffic")
      ? [{ id: names.ids(BETWEEN_NETWORKS), ...between }]
      : [],
    arrows,
  };
}

type Names = Parameters<typeof partId>[0];

function clusterGroup(
  view: PlanView,
  alike: readonly ClusterView[],
  names: Names,
): readonly DrawnGroup[] {
  const [first] = alike;
  if (first === undefined) return [];
  const clusters = alike.map(({ name }) => name);
  const own = view.actions.filter(({ cluster }) => clusters.includes(cluster));
  const of = (...components: readonly string[]): readonly ActionView[] =>
    own.filter(({ component }) => components.includes(component));
  const box = (part: string, lines: readonly string[], mark: Mark): Box => ({
    id: partId(names, first.name, part),
    lines,
    mark,
    critical: false,
    actions: [],
  });
  const gateways = [
    ["gateway", "east-west gateway", of("gateway", "gateway-address")],
    ["ingress", "ingress gateway", of("ingress")],
  ] as const;
  return [
    {
      id: partId(names, first.name, "cluster"),
      kind: "cluster",
      lines: [clusterTitle(clusters), ...roleLines(first, alike)],
      clusters,
      mark: markOf(own),
      groups: [],
      boxes: [
        ...istiodsIn(view, first).map(({ part, lines }) =>
          box(part, lines, markOf(of("control-plane"))),
        ),
        box("api", ["API server"], "none"),
        ...gateways
          .filter(([, , actions]) => actions.length > 0)
          .map(([part, title, actions]) => box(part, [title], markOf(actions))),
        ...(first.role === "host" ? [] : [box("proxies", ["proxies"], "none")]),
      ],
    },
  ];
}

function roleLines(first: ClusterView, alike: readonly ClusterView[]): readonly string[] {
  const others = new Set(alike.map(({ primary }) => primary)).size - 1;
  const primary = `${first.primary ?? ""}${others > 0 ? ` and ${String(others)} like it` : ""}`;
  const role = {
    primary: first.host === undefined ? "primary" : `primary, istiod in ${first.host}`,
    remote: `remote of ${primary}`,
    host: "runs istiods of others",
  }[first.role];
  return [role, ...(first.reachable ? [] : ["not read"])];
}

/** The istiods that run in a cluster: its own, or those of the clusters that it hosts. */
function istiodsIn(
  view: PlanView,
  { name, host, role }: ClusterView,
): readonly { readonly part: string; readonly lines: readonly string[] }[] {
  const versions = view.revisions?.map((one) => `${one.name}: ${one.version}`) ?? [
    view.istio_version,
  ];
  return [
    ...(role === "primary" && host === undefined
      ? [{ part: "istiod", lines: ["istiod", ...versions] }]
      : []),
    ...view.clusters
      .filter((one) => one.host === name)
      .map((one) => ({ part: istiodPart(one), lines: [`istiod of ${one.name}`, ...versions] })),
  ];
}

/** The clusters of remote secrets that are left over, where the mesh file has no such cluster. */
function goneGroup(view: PlanView, names: Names): readonly DrawnGroup[] {
  const known = new Set(view.clusters.map(({ name }) => name));
  const gone = [...new Set(leftOverSecrets(view).map(({ of }) => of))].filter(
    (name) => !known.has(name),
  );
  if (gone.length === 0) return [];
  return [
    {
      id: names.ids("gone"),
      kind: "network",
      lines: ["not in the mesh file"],
      clusters: [],
      mark: "left over",
      groups: gone.map((name): DrawnGroup => {
        const mark = "left over";
        const api = { lines: ["API server"], mark, critical: false, actions: [] } as const;
        return {
          id: partId(names, name, "cluster"),
          kind: "cluster",
          lines: [name],
          clusters: [name],
          mark,
          groups: [],
          boxes: [{ id: partId(names, name, "api"), ...api }],
        };
      }),
      boxes: [],
    },
  ];
}
