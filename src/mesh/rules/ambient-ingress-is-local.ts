import { hasFeature } from "../istio-versions.ts";
import type { Mesh } from "../model.ts";
import type { Rule } from "./rule.ts";

const SWITCH = "AMBIENT_ENABLE_MULTI_NETWORK_INGRESS";

/** MP0436, a warning: by itself istiod sends nothing from an ingress gateway of ambient mode to other networks. */
export const ambientIngressIsLocal: Rule = (mesh, { multiNetwork }) => {
  const { mode, istio } = mesh;
  if (mode !== "ambient" || !multiNetwork || istio.ingress === "none") return [];
  if (isSwitchedOn(mesh) || !hasFeature(istio.version, "ambient-multi-network")) return [];
  const canBe = hasFeature(istio.version, "ambient-multi-network-ingress");
  return [
    {
      code: "MP0436",
      message:
        "the ingress gateways of an ambient mesh reach the services of their own network only",
      help: canBe
        ? `write \`istio: { values: { pilot: { env: { ${SWITCH}: "true" } } } }\` to route to all networks`
        : "a newer Istio can be told to route to all networks",
      at: istio.fieldsAt?.["ingress"] ?? istio.at,
    },
  ];
};

/** Whether somebody has set it, to any value: then somebody has thought about it. */
function isSwitchedOn({ clusters }: Mesh): boolean {
  return clusters.every(({ values }) =>
    values.some((layer) => JSON.stringify(layer.values).includes(`"${SWITCH}"`)),
  );
}
