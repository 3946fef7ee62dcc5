import { describe, test } from "vitest";
import { ambientIngressIsLocal } from "../../../src/mesh/rules/ambient-ingress-is-local.ts";
import { meshOfText } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const mesh = (istio: string, second = "n2") =>
  meshOfText(`apiVersion: meshplan/v1
mesh: mesh1
mode: ambient
istio: ${istio}
clusters: { a: { network: n1 }, b: { network: ${second} } }
`);
const SWITCH = "AMBIENT_ENABLE_MULTI_NETWORK_INGRESS";

describe("MP0436: an ambient ingress gateway stays on its network", () => {
  test("accepts none, one network, and a switch that somebody thought of", () => {
    expectAccepted(ambientIngressIsLocal, mesh("{ version: 1.31.0 }"));
    expectAccepted(ambientIngressIsLocal, mesh("{ version: 1.31.0, ingress: default }", "n1"));
    const values = `values: { pilot: { env: { ${SWITCH}: "true" } } }`;
    expectAccepted(ambientIngressIsLocal, mesh(`{ version: 1.31.0, ingress: default, ${values} }`));
  });

  test("warns otherwise, also where this Istio has no such switch", () => {
    for (const version of ["1.31.0", "1.28.0"])
      expectRefused(
        ambientIngressIsLocal,
        mesh(`{ version: ${version}, ingress: default }`),
        "the ingress gateways of an ambient mesh reach the services of their own network only",
      );
  });
});
