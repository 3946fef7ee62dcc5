import type { Component } from "../component.ts";
import type { DesiredAction } from "../../desired-action.ts";
import type { BuildContext } from "../build-context.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { controlPlaneNeeds } from "../links.ts";
import { actionBase, needs, plainObject } from "../parts.ts";

export const READER_ACCOUNT = "istio-reader-service-account";
/** Named as istioctl names it, so that a token made by it is found and kept. */
export const READER_TOKEN_SECRET = tokenSecretName(READER_ACCOUNT);

export function tokenSecretName(account: string): string {
  return `${account}-istio-remote-secret-token`;
}

/** The token by which the istiods of other clusters read this one. Kubernetes fills it in; it does not expire. */
export const readerToken: Component = {
  name: "reader-token",
  purpose:
    "Makes the token with which the istiod of a primary reads the services and endpoints of this cluster.",
  on: ({ cluster, topology }) => topology.secrets.some(({ of }) => of === cluster.name),
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  const { cluster } = context;
  return [
    {
      ...actionBase(context, "reader-token"),
      kind: "reader-token",
      secret: READER_TOKEN_SECRET,
      needs: needs(
        ...controlPlaneNeeds(context.mesh, cluster.name, "the reader account and its rights"),
      ),
      provides: ["ca", "token"],
      objects: [plainObject(context, tokenSecret(context.mesh.istio.namespace, READER_ACCOUNT))],
      waits: [
        {
          kind: "token-filled",
          namespace: context.mesh.istio.namespace,
          name: READER_TOKEN_SECRET,
          timeoutSeconds: context.mesh.timeouts.readySeconds,
        },
      ],
    },
  ];
}

/** Kubernetes fills it with a token of the account. */
export const tokenSecret = (namespace: string, account: string): KubeObject => ({
  apiVersion: "v1",
  kind: "Secret",
  type: "kubernetes.io/service-account-token",
  metadata: {
    name: tokenSecretName(account),
    namespace,
    annotations: { "kubernetes.io/service-account.name": account },
  },
});
