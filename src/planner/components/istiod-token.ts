import { actionId } from "../action.ts";
import { actionBase, needs, plainObject } from "./parts.ts";
import { tokenSecret, tokenSecretName } from "./reader-token.ts";
import type { ComponentBuilder } from "../build-context.ts";

/** The account of istiod, in the cluster whose configuration it serves. */
export const ISTIOD_ACCOUNT = "istiod";
export const ISTIOD_TOKEN_SECRET = tokenSecretName(ISTIOD_ACCOUNT);

/** The token by which the istiod in a host reads this cluster's configuration and acts here. It does not expire. */
export const istiodToken: ComponentBuilder = (context) => {
  const { cluster, home, mesh } = context;
  if (cluster.role !== "primary" || home === cluster) return [];
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
};
