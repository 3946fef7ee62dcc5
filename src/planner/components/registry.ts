import type { BuildContext, DesiredAction } from "../desired.ts";
import { attached } from "./attached.ts";
import { controlPlane } from "./control-plane.ts";
import { exposeControlPlane } from "./expose-control-plane.ts";
import { exposeServices } from "./expose-services.ts";
import { gateway } from "./gateway.ts";
import { gatewayAddress } from "./gateway-address.ts";
import { ingress } from "./ingress.ts";
import { namespace } from "./namespace.ts";
import { readerToken } from "./reader-token.ts";
import { remoteSecrets } from "./remote-secret.ts";
import { tags } from "./tags.ts";

/** What one component wants on one cluster; empty where the cluster's role has no use for it. */
export type ComponentBuilder = (context: BuildContext) => readonly DesiredAction[];

export const COMPONENT_BUILDERS: readonly ComponentBuilder[] = [
  namespace,
  controlPlane,
  gatewayAddress,
  gateway,
  ingress,
  exposeControlPlane,
  exposeServices,
  readerToken,
  remoteSecrets,
  attached,
  tags,
];
