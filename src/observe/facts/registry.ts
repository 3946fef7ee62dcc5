import type { Fact } from "./fact.ts";
import { cacerts } from "./cacerts.ts";
import { clusterId } from "./cluster-id.ts";
import { endpoints } from "./endpoints.ts";
import { foreignGateway } from "./foreign-gateway.ts";
import { foreign } from "./foreign.ts";
import { gatewayApi } from "./gateway-api.ts";
import { gatewayOfIstiod } from "./gateway-of-istiod.ts";
import { gatewayService } from "./gateway-service.ts";
import { gateways } from "./gateways.ts";
import { helmReleases } from "./helm-releases.ts";
import { identity } from "./identity.ts";
import { injectedSystem } from "./injected-system.ts";
import { injectors } from "./injectors.ts";
import { installed } from "./installed.ts";
import { istiodToken } from "./istiod-token.ts";
import { istiod } from "./istiod.ts";
import { livesIn } from "./lives-in.ts";
import { meshConfig } from "./mesh-config.ts";
import { namespace } from "./namespace.ts";
import { nodeAgents } from "./node-agents.ts";
import { nodes } from "./nodes.ts";
import { ownRoot } from "./own-root.ts";
import { pointsTo } from "./points-to.ts";
import { readerToken } from "./reader-token.ts";
import { remoteSecrets } from "./remote-secrets.ts";
import { rootCa } from "./root-ca.ts";
import { shown } from "./shown.ts";
import { signing } from "./signing.ts";
import { slices } from "./slices.ts";

/** In the order in which requests leave, refusals are told and what was not read of Secrets is named. */
export const FACTS: readonly Fact[] = [
  identity,
  injectedSystem,
  namespace,
  gatewayService,
  gatewayOfIstiod,
  cacerts,
  signing,
  ownRoot,
  readerToken,
  istiodToken,
  nodes,
  installed,
  istiod,
  clusterId,
  injectors,
  foreign,
  livesIn,
  remoteSecrets,
  helmReleases,
  slices,
  pointsTo,
  endpoints,
  meshConfig,
  nodeAgents,
  gateways,
  gatewayApi,
  foreignGateway,
  rootCa,
  shown,
];
