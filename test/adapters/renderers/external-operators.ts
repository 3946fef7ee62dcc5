import { topologyOf } from "../../../src/mesh/topology.ts";
import { renderRequests } from "../../../src/planner/render-requests.ts";
import type { RenderRequest } from "../../../src/ports.ts";
import { meshOfText } from "../../mesh/build-mesh.ts";

/** Everything that is rendered for an external control plane, and for its ingress gateways, in a namespace of its own. */
function requestsOf(name: string, gateway: string): readonly RenderRequest[] {
  const mesh = meshOfText(`apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0, namespace: external-istiod, ingress: default }
clusters:
  hub: { gateway: ${gateway} }
  config: { network: network1, controlPlane: hub }
  second: { network: network2, primary: config }
`);
  return renderRequests(mesh, topologyOf(mesh)).map(({ for: action, operator }) => ({
    for: `${name}/${action.replace(/[/:]/g, "-")}`,
    operator,
  }));
}

export const EXTERNAL = [
  ...requestsOf("external", "{}"),
  ...requestsOf("external-by-name", "{ address: istiod.example.com }"),
];
