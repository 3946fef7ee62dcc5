import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import { hostNameOf } from "../mesh/host-name.ts";
import type { Cluster, Mesh } from "../mesh/model.ts";
import { tagsOf } from "../mesh/revisions.ts";
import { isSigner } from "../mesh/signers.ts";
import type { ClusterFacts } from "./facts.ts";
import type { PlanFrame } from "./make-plan.ts";
import type { Plan, PlannedCluster, WrittenValue } from "./plan.ts";
import { writtenValues } from "./written-values.ts";
import { plannedRoots, type TrustFiles } from "./trust.ts";

interface FrameInput {
  readonly mesh: Mesh;
  readonly file: string;
  /** The folder of the mesh file, from the working directory. */
  readonly folder: string;
  readonly renderer: Plan["renderer"];
  readonly facts: readonly ClusterFacts[];
  readonly trust: TrustFiles;
  readonly lineOf: (span: Span) => number;
  readonly readOnly: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a plan says besides its actions: the mesh, the clusters as they were seen, and whether all of them were. */
export function planFrame(input: FrameInput): PlanFrame {
  const { mesh, file, renderer, facts, diagnostics } = input;
  return {
    mesh: mesh.name,
    file,
    ...(hasRelativePaths(mesh) ? { folder: input.folder } : {}),
    istioVersion: mesh.istio.version,
    ...revisionsOf(mesh),
    namespace: mesh.istio.namespace,
    renderer: {
      kind: renderer.kind,
      version: renderer.version,
      ...(renderer.charts === undefined
        ? {}
        : { charts: mesh.istio.writtenCharts ?? renderer.charts }),
      ...(renderer.sha256 === undefined ? {} : { sha256: renderer.sha256 }),
      ...(renderer.chartsSha256 === undefined ? {} : { chartsSha256: renderer.chartsSha256 }),
      ...(renderer.note === undefined ? {} : { note: renderer.note }),
    },
    ...trustOf(input),
    ...(input.readOnly ? { readOnly: true } : {}),
    complete: facts.every((one) => one.reachable),
    clusters: mesh.clusters.map((cluster) =>
      plannedCluster(
        mesh,
        cluster,
        facts.find((one) => one.cluster === cluster.name),
        writtenValues(mesh, cluster, input.lineOf),
        input.lineOf(cluster.at),
      ),
    ),
    diagnostics,
  };
}

/** Whether apply will need a path that starts at the folder of the mesh file. */
function hasRelativePaths({ clusters, trust }: Mesh): boolean {
  const places = [
    ...clusters.map(({ kubeconfig, written }) => ({
      written: written.kubeconfig,
      path: kubeconfig,
    })),
    ...(trust.root === "generated" ? [trust.key] : trust.root === "files" ? [trust.folder] : []),
  ];
  return places.some(({ written, path }) => written !== path);
}

function revisionsOf(mesh: Mesh): Pick<Plan, "revisions"> {
  const { revisions } = mesh.istio;
  if (revisions.some(({ name }) => name === "")) return {};
  return {
    revisions: revisions.map((revision) => ({
      name: revision.name,
      version: revision.version,
      tags: tagsOf(mesh, revision),
    })),
  };
}

/** The roots are equal in all primaries: anything else was refused before (MP0515, MP0541). */
function trustOf({ trust, facts }: FrameInput): Pick<Plan, "trust"> {
  const reachable = facts.filter((one) => one.reachable);
  const isUnread = reachable.some(({ unread = [] }) =>
    unread.some(({ fact }) => fact === "cacerts" || fact === "signing"),
  );
  const unread = isUnread ? ({ unread: true } as const) : {};
  switch (trust.root) {
    case "istiod":
      return {};
    case "existing": {
      const signing = reachable.flatMap((one) => one.signing ?? []);
      const roots = signing.flatMap((one) => (one.problem === undefined ? [one.roots] : []))[0];
      return { trust: { root: "existing", roots: roots ?? [], ...unread } };
    }
    case "generated":
    case "files": {
      const known = new Map(reachable.map((one) => [one.cluster, one]));
      const path = trust.root === "generated" ? trust.key.written : trust.folder.written;
      return { trust: { root: trust.root, roots: plannedRoots(trust, known), ...unread, path } };
    }
  }
}

/** The file's name of the gateway or the Service that leads to the istiod elsewhere which completes a cluster's pods. */
function webhookHostOf({ clusters }: Mesh, cluster: Cluster): string | undefined {
  if (cluster.role === "host" || (cluster.role === "remote" && cluster.injector === "local"))
    return undefined;
  const named = (name: string): Cluster | undefined => clusters.find((one) => one.name === name);
  const primary = cluster.role === "remote" ? named(cluster.primary) : cluster;
  const host = primary?.role === "primary" ? primary.host : undefined;
  const home = host === undefined ? primary : named(host);
  return home === undefined || home === cluster ? undefined : hostNameOf(home);
}

function plannedCluster(
  mesh: Mesh,
  cluster: Cluster,
  facts: ClusterFacts | undefined,
  values: readonly WrittenValue[],
  line: number,
): PlannedCluster {
  const webhookHost = webhookHostOf(mesh, cluster);
  const base = {
    name: cluster.name,
    role: cluster.role,
    ...(cluster.role === "remote" ? { primary: cluster.primary } : {}),
    ...(cluster.role === "primary" && cluster.host !== undefined ? { host: cluster.host } : {}),
    ...(webhookHost === undefined ? {} : { webhookHost }),
    ...(isSigner(cluster) ? ({ signs: true } as const) : {}),
    network: cluster.network,
    context: cluster.context,
    ...(cluster.kubeconfig === undefined ? {} : { kubeconfig: cluster.kubeconfig }),
    written: cluster.written,
    ...(cluster.gateway.service === undefined ? {} : { gatewayService: cluster.gateway.service }),
    ...(values.length === 0 ? {} : { values }),
    line,
  };
  if (facts?.reachable !== true) return { ...base, reachable: false, embedded: false };
  const istio = facts.istiod ?? facts.installed?.["control-plane"]?.istiods[0]?.version;
  return {
    ...base,
    reachable: true,
    server: facts.server,
    serverVersion: facts.serverVersion,
    ...(facts.identity === undefined ? {} : { identity: facts.identity }),
    embedded: facts.embedded,
    ...(istio === undefined ? {} : { istio }),
  };
}
