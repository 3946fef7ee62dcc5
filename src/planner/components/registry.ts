import { attached } from "./attached/component.ts";
import { cni } from "./cni/component.ts";
import type { Component } from "./component.ts";
import { configKubeconfig } from "./config-kubeconfig/component.ts";
import { controlPlane } from "./control-plane/component.ts";
import { exposeControlPlane } from "./expose-control-plane/component.ts";
import { exposeServices } from "./expose-services/component.ts";
import { gateway } from "./gateway/component.ts";
import { gatewayAddress } from "./gateway-address/component.ts";
import { gatewayApi } from "./gateway-api/component.ts";
import { ingress } from "./ingress/component.ts";
import { istiodToken } from "./istiod-token/component.ts";
import { namespace } from "./namespace/component.ts";
import { readerToken } from "./reader-token/component.ts";
import { remoteSecret } from "./remote-secret/component.ts";
import { tags } from "./tags/component.ts";
import { trust } from "./trust/component.ts";
import { ztunnel } from "./ztunnel/component.ts";

/** The parts of a mesh, in the order in which a cluster is built. */
export const COMPONENTS: readonly Component[] = [
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
  remoteSecret,
  attached,
  tags,
];
