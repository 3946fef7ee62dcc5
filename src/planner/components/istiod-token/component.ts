import { isServedElsewhere } from "../links.ts";
import type { Component } from "../component.ts";
import type { DesiredAction } from "../../desired-action.ts";
import type { BuildContext } from "../build-context.ts";
import { actionId } from "../../action.ts";
import { actionBase, needs, plainObject } from "../parts.ts";
import { tokenSecret, tokenSecretName } from "../reader-token/component.ts";

/** The account of istiod, in the cluster whose configuration it serves. */
const ISTIOD_ACCOUNT = "istiod";
export const ISTIOD_TOKEN_SECRET = tokenSecretName(ISTIOD_ACCOUNT);

/** The token by which the istiod in a host reads this cluster's configuration and acts here. It does not expire. */
export const istiodToken: Component = {
  name: "istiod-token",
  purpose:
    "Makes the token with which the istiod in a host reads the mesh's configuration in this cluster, and writes into its webhooks and namespaces.",
  on: (place) => place.cluster.role === "primary" && isServedElsewhere(place),
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  const { cluster, mesh } = context;
  const { namespace } = mesh.istio;
  return [
    {
      ...actionBase(context, "istiod-token"),
      kind: "reader-token",
      secret: ISTIOD_TOKEN_SECRET,
      needs: needs([
        actionId(cluster.name, "control-plane"),
        "the account of istiod and its rights",
      ]),
      provides: ["ca", "token"],
      objects: [plainObject(context, tokenSecret(namespace, ISTIOD_ACCOUNT))],
      waits: [
        {
          kind: "token-filled",
          namespace,
          name: ISTIOD_TOKEN_SECRET,
          timeoutSeconds: mesh.timeouts.readySeconds,
        },
      ],
    },
  ];
}
