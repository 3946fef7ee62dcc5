import type { ActionView, ClusterView, PlanView } from "../view.ts";
import { markOf } from "./action-text.ts";
import type { Kinds } from "./alike.ts";
import { type Arrow, type Mark, worstMark } from "./drawing.ts";
import type { Ids } from "./ids.ts";

interface Names {
  readonly kinds: Kinds;
  readonly ids: Ids;
}

/** The id of a part of a cluster: of all clusters of a kind it is the same. */
export function partId({ kinds, ids }: Names, cluster: string, part: string): string {
  return ids(`${kinds.get(cluster) ?? `gone ${cluster}`} ${part}`);
}

/** How the istiod of a cluster is called in the cluster in which it runs. */
export function istiodPart(cluster: ClusterView): string {
  return cluster.host === undefined ? "istiod" : `istiod ${cluster.name}`;
}

/** Who serves whom, who reads whose API server, and which gateways lead to other networks. Equal arrows are one. */
export function topologyArrows(view: PlanView, names: Names): readonly Arrow[] {
  const alike = new Map<string, Arrow[]>();
  for (const arrow of [
    ...serving(view, names),
    ...reading(view, names),
    ...leftOverReading(view, names),
    ...traffic(view, names),
  ]) {
    const key = `${arrow.from} ${arrow.to} ${arrow.kind}`;
    alike.set(key, [...(alike.get(key) ?? []), arrow]);
  }
  return [...alike.values()].flatMap((arrows) => merged(arrows));
}

function merged(arrows: readonly Arrow[]): readonly Arrow[] {
  const [first, ...others] = arrows;
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : ` (and ${String(others.length)} like it)`;
  return [
    { ...first, text: `${first.text}${more}`, mark: worstMark(arrows.map(({ mark }) => mark)) },
  ];
}

function serving(view: PlanView, names: Names): readonly Arrow[] {
  const byName = new Map(view.clusters.map((cluster) => [cluster.name, cluster]));
  return view.clusters.flatMap((cluster) => {
    if (cluster.role === "host") return [];
    const primary = byName.get(cluster.primary ?? cluster.name);
    if (primary === undefined) return [];
    const control = view.actions.filter(
      (one) => one.cluster === cluster.name && one.component === "control-plane",
    );
    return [
      {
        from: partId(names, primary.host ?? primary.name, istiodPart(primary)),
        to: partId(names, cluster.name, "proxies"),
        kind: "serves" as const,
        text: `istiod of ${primary.name} serves ${cluster.name}`,
        mark: markOf(control),
        critical: false,
      },
    ];
  });
}

function reading(view: PlanView, names: Names): readonly Arrow[] {
  return view.actions.flatMap((action) => {
    const of = action.credential?.of;
    return of === undefined ? [] : [readArrow(view, names, action.cluster, of, markOf([action]))];
  });
}

function leftOverReading(view: PlanView, names: Names): readonly Arrow[] {
  return leftOverSecrets(view).map(({ cluster, of }) =>
    readArrow(view, names, cluster, of, "left over"),
  );
}

/** Remote secrets that no action names: a live credential that the mesh file does not have. */
export function leftOverSecrets({
  leftovers,
}: PlanView): readonly { readonly cluster: string; readonly of: string }[] {
  return (leftovers?.objects ?? []).flatMap(({ cluster, reads }) =>
    reads === undefined ? [] : [{ cluster, of: reads }],
  );
}

function readArrow(view: PlanView, names: Names, cluster: string, of: string, mark: Mark): Arrow {
  const primaryOf = view.clusters.find(({ name }) => name === of)?.primary ?? of;
  const here = view.clusters.filter(({ name, host }) => (host ?? name) === cluster);
  const reader = here.find(({ name }) => name === primaryOf) ?? here[0];
  return {
    from: partId(names, cluster, reader === undefined ? "istiod" : istiodPart(reader)),
    to: partId(names, of, "api"),
    kind: "reads",
    text: `${cluster} has a remote secret for ${of}`,
    mark,
    critical: false,
  };
}

/** Where gateways of different networks meet. Each is joined to it once: arrows between all pairs would hide everything else. */
export const BETWEEN_NETWORKS = "between networks";

function traffic(view: PlanView, names: Names): readonly Arrow[] {
  return view.clusters.flatMap(({ name, network }) => {
    const own = view.actions.filter((action) => isGateway(action) && action.cluster === name);
    if (own.length === 0) return [];
    return [
      {
        from: partId(names, name, "gateway"),
        to: names.ids(BETWEEN_NETWORKS),
        kind: "traffic" as const,
        text: `gateway of ${name} for ${network}`,
        mark: markOf(own),
        critical: false,
      },
    ];
  });
}

const isGateway = ({ component }: ActionView): boolean => component === "gateway";
