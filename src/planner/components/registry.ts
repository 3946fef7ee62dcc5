import type { ComponentBuilder } from "../build-context.ts";
import { attached } from "./attached.ts";
import { configKubeconfig } from "./config-kubeconfig.ts";
import { controlPlane } from "./control-plane.ts";
import { exposeControlPlane } from "./expose-control-plane.ts";
import { exposeServices } from "./expose-services.ts";
import { cni, ztunnel } from "./node-agents.ts";
import { gatewayApi } from "./gateway-api.ts";
import { gateway } from "./gateway.ts";
import { gatewayAddress } from "./gateway-address.ts";
import { ingress } from "./ingress.ts";
import { istiodToken } from "./istiod-token.ts";
import { namespace } from "./namespace.ts";
import { readerToken } from "./reader-token.ts";
import { trust } from "./trust.ts";
import { remoteSecrets } from "./remote-secret.ts";
import { tags } from "./tags.ts";

export const COMPONENT_BUILDERS: readonly ComponentBuilder[] = [
  namespace,
  trust,
  gatewayApi,
  configKubeconfig,
  controlPlane,
  cni,
  ztunnel,
  gatewayAddress,
  gateway,
  ingress,
  exposeControlPlane,
  exposeServices,
  readerToken,
  istiodToken,
  remoteSecrets,
  attached,
  tags,
];
