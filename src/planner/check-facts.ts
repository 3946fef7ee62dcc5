import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Cluster, ClusterName, Mesh } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import { refOf } from "../kube/object.ts";
import type { ReachableFacts } from "./facts.ts";
import { gatewayProblems } from "./gateway-facts.ts";
import { liveAddress } from "./known-address.ts";

/** What the clusters' facts make impossible, all of it at once. Errors: there is no plan with any of them. */
export function checkFacts(
  mesh: Mesh,
  topology: Topology,
  facts: ReadonlyMap<ClusterName, ReachableFacts>,
): readonly Diagnostic[] {
  const known = mesh.clusters.flatMap((cluster) => {
    const one = facts.get(cluster.name);
    return one === undefined ? [] : [{ cluster, facts: one }];
  });
  return [
    ...known.flatMap((one) => one.facts.problems),
    ...known.flatMap((one) => otherIdentity(one.cluster, one.facts)),
    ...known.flatMap((one) => hostNameGateway(topology, one.cluster, one.facts)),
    ...known.flatMap((one) => loopbackServer(topology, one.cluster, one.facts)),
    ...signingProblems(
      mesh.istio.namespace,
      known.map((one) => one.facts),
    ),
    ...sameCluster(known.map((one) => one.facts)),
    ...gatewayProblems(mesh, topology, facts),
  ];
}

function otherIdentity(cluster: Cluster, facts: ReachableFacts): readonly Diagnostic[] {
  const wanted = cluster.identity;
  if (wanted === undefined || facts.identity === wanted) return [];
  const found = facts.identity === "" ? "an unknown identity" : `the identity ${facts.identity}`;
  return [
    {
      code: "MP0516",
      message: `the context ${cluster.context} of ${cluster.name} leads to a cluster with ${found}, not ${wanted}`,
      help: `correct clusters.${cluster.name}.context, or its identity where the cluster was made anew`,
      cluster: cluster.name,
    },
  ];
}

function hostNameGateway(
  topology: Topology,
  cluster: Cluster,
  facts: ReachableFacts,
): readonly Diagnostic[] {
  const service = facts.gatewayService;
  if (service === undefined || cluster.gateway.address !== undefined) return [];
  if (!topology.exposesControlPlane.includes(cluster.name)) return [];
  const { hostname } = liveAddress(service);
  if (hostname === undefined) return [];
  return [
    {
      code: "MP0507",
      message: `the load balancer of ${cluster.name} has the host name ${hostname}, and its remotes need an IP address`,
      help: `reserve an address and write it in clusters.${cluster.name}.gateway.address`,
      cluster: cluster.name,
      object: refOf(service),
    },
  ];
}

const LOOPBACK = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(:|\/|$)/i;

/** The embedded servers live on loopback, and their simulated istiod does too. */
function loopbackServer(
  topology: Topology,
  cluster: Cluster,
  facts: ReachableFacts,
): readonly Diagnostic[] {
  const isRead = topology.secrets.some((secret) => secret.of === cluster.name);
  if (
    !isRead ||
    facts.embedded ||
    cluster.apiServer.url !== undefined ||
    !LOOPBACK.test(facts.server)
  )
    return [];
  return [
    {
      code: "MP0508",
      message: `the kubeconfig reaches ${cluster.name} at ${facts.server}, which other clusters cannot reach`,
      help: `write the address they use in clusters.${cluster.name}.apiServer`,
      cluster: cluster.name,
    },
  ];
}

function sameCluster(all: readonly ReachableFacts[]): readonly Diagnostic[] {
  return all.flatMap((facts, index) => {
    const first = all
      .slice(0, index)
      .find((other) => other.identity !== "" && other.identity === facts.identity);
    return first === undefined
      ? []
      : [
          {
            code: "MP0509" as const,
            message: `${facts.cluster} and ${first.cluster} are the same cluster (kube-system UID ${facts.identity})`,
            help: `correct the context of ${facts.cluster} or of ${first.cluster}`,
            cluster: facts.cluster,
          },
        ];
  });
}

/** Every primary signs with a chain to the same roots. */
function signingProblems(namespace: string, all: readonly ReachableFacts[]): readonly Diagnostic[] {
  const known = all.flatMap(({ cluster, signing }) =>
    signing === undefined ? [] : [{ cluster, signing }],
  );
  const unusable = known.flatMap(({ cluster, signing }): Diagnostic[] =>
    signing.problem === undefined
      ? []
      : [
          {
            code: "MP0514",
            message: signing.problem,
            help: `put an intermediate of the mesh's root into ${namespace}/cacerts of ${cluster}, then plan again`,
            cluster,
          },
        ],
  );
  const [first, ...others] = known.flatMap(({ cluster, signing }) =>
    signing.problem === undefined ? [{ cluster, roots: signing.roots }] : [],
  );
  const different = others.flatMap(({ cluster, roots }): Diagnostic[] =>
    first === undefined || sameList(roots, first.roots)
      ? []
      : [
          {
            code: "MP0515",
            message: `root-cert.pem of ${cluster} is not that of ${first.cluster}`,
            help: "make the intermediates of all primaries from one root, then plan again",
            cluster,
          },
        ],
  );
  return [...unusable, ...different];
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
