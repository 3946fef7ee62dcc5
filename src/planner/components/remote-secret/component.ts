import type { Component } from "../component.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { type ApiServerAccess, encodedKubeconfig } from "../../../kube/remote-kubeconfig.ts";
import type { Cluster } from "../../../mesh/model.ts";
import { accessOf } from "../../access.ts";
import { actionId } from "../../action.ts";
import { desiredObject, type DesiredObject } from "../../desired-object.ts";
import { hole } from "../../outputs.ts";
import type { BuildContext } from "../build-context.ts";
import type { DesiredAction } from "../../desired-action.ts";
import { type ReachableFacts, usable } from "../../facts.ts";
import { marked } from "../../marks.ts";
import { reachOf } from "../../reach.ts";
import { istiodNeeds } from "../links.ts";
import { actionBase, needs } from "../parts.ts";

/**
 * One Secret per other cluster, through which this primary's istiod reads it.
 *
 * The kubeconfig inside is made in memory: the plan holds a hole. It is compared in memory where the token is
 * already live, and the plan says only equal or differs. `data`, not `stringData`, so that ownership and comparison are exact.
 * Source: istioctl/pkg/multicluster/remote_secret.go.
 */
export const remoteSecret: Component = {
  name: "remote-secret",
  purpose:
    "Gives istiod the address and the token of another cluster, so that it reads that cluster's services and endpoints.",
  on: ({ cluster, topology }) => topology.secrets.some((secret) => secret.in === cluster.name),
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  return context.topology.secrets
    .filter((secret) => secret.in === context.cluster.name)
    .flatMap(({ of }) => context.mesh.clusters.filter((one) => one.name === of))
    .flatMap((other) => secretOf(context, other));
}

/** As istioctl names it. */
export function remoteSecretName(of: string): string {
  return `istio-remote-secret-${of}`;
}

function secretOf(context: BuildContext, remote: Cluster): readonly DesiredAction[] {
  const facts = context.factsOf(remote.name);
  if (facts === undefined) return [];
  const { cluster } = context;
  const access = accessTo(context, remote, facts);
  const tokenFrom = actionId(remote.name, "reader-token");
  return [
    {
      ...actionBase(context, "remote-secret"),
      id: actionId(cluster.name, "remote-secret", remote.name),
      subject: remote.name,
      kind: "remote-secret",
      of: remote.name,
      access,
      reach: reachOf(access, facts, usable(facts.readerToken)),
      tokenFrom,
      needs: needs(...istiodNeeds(context, "the istiod that reads it"), [
        tokenFrom,
        "the token and CA of its API server",
      ]),
      objects: [secretObject(context, remote, access)],
      waits: [
        {
          kind: "cluster-synced",
          of: remote.name,
          namespace: context.mesh.istio.namespace,
          timeoutSeconds: context.mesh.timeouts.readySeconds,
        },
      ],
    },
  ];
}

/** How this cluster's istiod reaches the API server of another. */
export function accessTo(
  { cluster, files }: BuildContext,
  remote: Cluster,
  facts: ReachableFacts,
): ApiServerAccess {
  return accessOf(remote, cluster.name, facts, files);
}

function secretObject(
  context: BuildContext,
  remote: Cluster,
  access: ApiServerAccess,
): DesiredObject {
  const facts = context.factsOf(remote.name);
  const object: KubeObject = {
    apiVersion: "v1",
    kind: "Secret",
    type: "Opaque",
    metadata: {
      name: remoteSecretName(remote.name),
      namespace: context.mesh.istio.namespace,
      labels: { "istio/multiCluster": "true" },
      annotations: { "networking.istio.io/cluster": remote.name },
    },
    data: { [remote.name]: hole(actionId(remote.name, "reader-token"), "token") },
  };
  const body = marked(object, context.mesh);
  const token = usable(facts?.readerToken);
  return desiredObject(body, () =>
    token === undefined
      ? undefined
      : encodedKubeconfig(remote.name, access, { ca: token.ca, token: token.token.reveal() }),
  );
}
