import { describe, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import { nodesHaveAddresses } from "../../../src/planner/checks/nodes-have-addresses.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const node = (type: string, labels: { readonly [key: string]: string } = {}): KubeObject => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: type, labels },
  status: { addresses: [{ type, address: "34.75.71.237" }] },
});

describe("MP0577: istiod knows a NodePort gateway by an external address of a node", () => {
  const any = meshOf("a: { network: n, gateway: { type: NodePort } }", "b: { network: m }");
  const edge = meshOf(
    "a: { network: n, gateway: { type: NodePort, nodeSelector: { edge: yes } } }",
    "b: { network: m }",
  );

  test("accepts a node that has one, and clusters whose nodes were not read", () => {
    expectAccepted(nodesHaveAddresses, any, { a: { nodes: [node("ExternalIP")] }, b: {} });
    const nodes = [node("InternalIP"), node("ExternalIP", { edge: "yes" })];
    expectAccepted(nodesHaveAddresses, edge, { a: { nodes } });
  });

  test("rejects nodes without, and selected nodes without", () => {
    expectRefused(
      nodesHaveAddresses,
      any,
      { a: { nodes: [node("InternalIP")] } },
      "no node of a has an ExternalIP, by which istiod would know its NodePort gateway",
    );
    expectRefused(
      nodesHaveAddresses,
      edge,
      { a: { nodes: [node("ExternalIP"), node("InternalIP", { edge: "yes" })] } },
      "no node that gateway.nodeSelector selects of a has an ExternalIP, by which istiod would know its NodePort gateway",
    );
  });
});
