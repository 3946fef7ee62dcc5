import { describe, expect, test } from "vitest";
import type { InstalledDefinition } from "../../../src/planner/facts.ts";
import { gatewayApiIsUsable } from "../../../src/planner/checks/gateway-api-is-usable.ts";
import { meshOfText } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, factsOf } from "./verbs.ts";

const GROUP = "gateway.networking.k8s.io";
const mesh = (mode: string, version = "1.31.0") =>
  meshOfText(`apiVersion: meshplan/v1
mesh: mesh1
mode: ${mode}
istio: { version: ${version} }
clusters: { a: { network: n1 }, b: { network: n2 } }
`);
const definition = (plural: string, bundle?: string, isOurs = false): InstalledDefinition => ({
  name: `${plural}.${GROUP}`,
  ...(bundle === undefined ? {} : { bundle }),
  isOurs,
});
const classes = definition("gatewayclasses", "v1.4.1");
const accepted = (...gatewayApi: readonly InstalledDefinition[]): void => {
  expectAccepted(gatewayApiIsUsable, mesh("ambient"), { a: { gatewayApi }, b: {} });
};
const refused = (
  gatewayApi: readonly InstalledDefinition[],
  ...messages: readonly string[]
): void => {
  expectRefused(gatewayApiIsUsable, mesh("ambient"), { a: { gatewayApi } }, ...messages);
};

describe("MP0531: the Gateway API of others is good enough for the mesh", () => {
  test("accepts none, one that is new enough, and one of the mesh's own", () => {
    accepted();
    accepted(definition("gateways", "v1.2.0"), classes);
    accepted(definition("gateways", "v0.1.0", true));
  });

  test("accepts anything in sidecar mode", () => {
    const gatewayApi = [definition("gateways", "v0.1.0")];
    expectAccepted(gatewayApiIsUsable, mesh("sidecar"), { a: { gatewayApi } });
  });

  test("rejects one that is too old, or does not say how old it is", () => {
    const name = `the CustomResourceDefinition gateways.${GROUP} is`;
    const needs = "and not of this mesh; an ambient mesh needs v1.2.0 or newer";
    refused([definition("gateways", "v1.1.0"), classes], `${name} of Gateway API v1.1.0 ${needs}`);
    refused([definition("gateways"), classes], `${name} of an unknown release ${needs}`);
  });

  test("rejects one that is not whole, and completes one of its own", () => {
    refused(
      [definition("gateways", "v1.4.1")],
      `somebody else installed the Gateway API without the CustomResourceDefinition gatewayclasses.${GROUP}, which an ambient mesh needs`,
    );
    accepted(definition("gateways", "v1.4.1", true));
  });
});

describe("MP0532: kinds that istiod passes over are told of", () => {
  const found = [
    definition("gateways", "v1.4.1"),
    classes,
    definition("tlsroutes", "v1.4.1"),
    definition("tcproutes", "v1.6.0-rc.1"),
    definition("udproutes", "v0.8.0"),
  ];

  test("warns of what its Istio does not read, and of nothing else", () => {
    refused(
      found,
      `the CustomResourceDefinition tlsroutes.${GROUP} is of Gateway API v1.4.1 and not of this mesh; istiod 1.31.0 ignores its objects until it is v1.5.0 or newer`,
    );
    const codes = gatewayApiIsUsable.check(factsOf(mesh("ambient"), { a: { gatewayApi: found } }));
    expect(codes.map(({ code }) => code)).toEqual(["MP0532"]);
  });

  test("accepts the same for an Istio that reads it, or does not read the kind at all", () => {
    expectAccepted(gatewayApiIsUsable, mesh("ambient", "1.29.2"), { a: { gatewayApi: found } });
  });
});
