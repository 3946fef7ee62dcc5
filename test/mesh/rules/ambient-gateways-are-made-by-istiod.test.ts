import { describe, test } from "vitest";
import { ambientGatewaysAreMadeByIstiod } from "../../../src/mesh/rules/ambient-gateways-are-made-by-istiod.ts";
import { meshOfText } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const mesh = (gateway: string, more = "") =>
  meshOfText(`apiVersion: meshplan/v1
mesh: mesh1
mode: ambient
istio: { version: 1.31.0 }
${more}
clusters: { a: { network: n1, gateway: ${gateway} }, b: { network: n2 } }
`);
const keys = (count: number, prefix: string): string =>
  `{ ${Array.from({ length: count }, (_, n) => `${prefix}/k${String(n)}: x`).join(", ")} }`;

describe("MP0434: an ambient gateway is made by istiod, behind a load balancer", () => {
  test("accepts what a Gateway can say", () => {
    expectAccepted(
      ambientGatewaysAreMadeByIstiod,
      mesh("{ address: 192.0.2.7, allowFrom: [10.0.0.0/8], values: { replicas: 2 } }"),
    );
  });

  test("accepts anything where no gateway is made", () => {
    const single = `apiVersion: meshplan/v1
mesh: mesh1
mode: ambient
istio: { version: 1.31.0 }
defaults: { network: n1, gateway: { type: NodePort } }
clusters: { a: {}, b: {} }
`;
    expectAccepted(ambientGatewaysAreMadeByIstiod, meshOfText(single));
  });

  test("rejects what it cannot", () => {
    const refused = (gateway: string, ...messages: readonly string[]): void => {
      expectRefused(ambientGatewaysAreMadeByIstiod, mesh(gateway), ...messages);
    };
    refused(
      "{ type: NodePort }",
      "an ambient gateway is reached at port 15008 of its load balancer, and NodePort has none",
    );
    refused(
      "{ type: ClusterIP }",
      "an ambient gateway is reached at port 15008 of its load balancer, and ClusterIP has none",
    );
    refused(
      "{ address: east.example.com }",
      "an ambient gateway has the address of its load balancer, not the name east.example.com",
    );
    refused(
      "{ service: other/gateway }",
      "istiod makes the ambient gateway, and the Service other/gateway of others is not used",
    );
  });
});

describe("MP0435: what is made from a Gateway takes 8 labels and 16 annotations", () => {
  const own = (labels: number, annotations: number): string =>
    `metadata: { labels: ${keys(labels, "example.com")}, annotations: ${keys(annotations, "example.com")} }`;

  test("accepts as many, the network's label included", () => {
    const gateway = `{ annotations: ${keys(8, "cloud.example.com")} }`;
    expectAccepted(ambientGatewaysAreMadeByIstiod, mesh(gateway, own(7, 8)));
  });

  test("rejects more, of labels once for all gateways", () => {
    expectRefused(
      ambientGatewaysAreMadeByIstiod,
      mesh(`{ annotations: ${keys(9, "cloud.example.com")} }`, own(8, 8)),
      "the network and 8 labels of yours are more than the 8 that an ambient gateway takes",
      "17 annotations are more than the 16 that an ambient gateway takes",
    );
  });
});
