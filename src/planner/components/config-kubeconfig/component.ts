import type { Component } from "../component.ts";
import type { DesiredAction } from "../../desired-action.ts";
import { desiredObject, type DesiredObject } from "../../desired-object.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { type ApiServerAccess, encodedKubeconfig } from "../../../kube/remote-kubeconfig.ts";
import { type ActionId, actionId } from "../../action.ts";
import { usable } from "../../facts.ts";
import { hole } from "../../outputs.ts";
import type { BuildContext } from "../build-context.ts";
import { kubeconfigChecksum } from "../../kubeconfig-checksum.ts";
import { marked } from "../../marks.ts";
import { reachOf } from "../../reach.ts";
import { actionBase, needs } from "../parts.ts";
import { accessTo } from "../remote-secret/component.ts";

/**
 * The kubeconfig by which the istiod in a host reaches the API server of the primary it serves. Without it istiod would take
 * the host itself for its config cluster, so it precedes istiod.
 *
 * Unlike what `istioctl create-remote-secret --type=config` prints, it does not carry the label of remote secrets: istiod
 * would read it a second time, as a cluster called `config`. Source: istio pkg/kube/multicluster/secretcontroller.go.
 */
export const configKubeconfig: Component = {
  name: "config-kubeconfig",
  purpose:
    "Gives the istiod that runs in a host the address and the token of the cluster whose configuration it serves; it has to be there when istiod starts.",
  on: ({ cluster }) => cluster.role === "host",
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  const { cluster, primary } = context;
  const facts = context.factsOf(primary.name);
  if (facts === undefined) return [];
  const access = accessTo(context, primary, facts);
  const tokenFrom = actionId(primary.name, "istiod-token");
  return [
    {
      ...actionBase(context, "config-kubeconfig"),
      id: kubeconfigAction(context),
      subject: primary.name,
      kind: "remote-secret",
      of: primary.name,
      access,
      reach: reachOf(access, facts, usable(facts.istiodToken)),
      tokenFrom,
      needs: needs(
        [actionId(cluster.name, "namespace"), "its namespace"],
        [tokenFrom, "the token and CA of its API server"],
      ),
      provides: ["checksum"],
      objects: [secretObject(context, access, tokenFrom)],
    },
  ];
}

export function kubeconfigAction({ cluster, primary }: BuildContext): ActionId {
  return actionId(cluster.name, "config-kubeconfig", primary.name);
}

/** The kubeconfig's checksum, where the token is live already. */
export function knownChecksum(context: BuildContext): string | undefined {
  const facts = context.factsOf(context.primary.name);
  const encoded =
    facts === undefined
      ? undefined
      : liveKubeconfig(context, accessTo(context, context.primary, facts));
  return encoded === undefined ? undefined : kubeconfigChecksum(encoded);
}

function liveKubeconfig(
  { factsOf, primary }: BuildContext,
  access: ApiServerAccess,
): string | undefined {
  const live = usable(factsOf(primary.name)?.istiodToken);
  if (live === undefined) return undefined;
  return encodedKubeconfig(primary.name, access, { ca: live.ca, token: live.token.reveal() });
}

function secretObject(
  context: BuildContext,
  access: ApiServerAccess,
  tokenFrom: ActionId,
): DesiredObject {
  const { mesh, primary } = context;
  const object: KubeObject = {
    apiVersion: "v1",
    kind: "Secret",
    type: "Opaque",
    metadata: {
      name: "istio-kubeconfig",
      namespace: mesh.istio.namespace,
      annotations: { "networking.istio.io/cluster": primary.name },
    },
    data: { config: hole(tokenFrom, "token") },
  };
  const body = marked(object, mesh);
  const encoded = liveKubeconfig(context, access);
  return desiredObject(body, () => encoded);
}
