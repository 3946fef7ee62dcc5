import { describe, test } from "vitest";
import { externalIsBuilt } from "../../../src/mesh/rules/external-is-built.ts";
import { meshOfText } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0474: what goes together with an external control plane", () => {
  const CLUSTERS = "clusters:\n  config: { network: n, controlPlane: hub }\n";
  const HEAD = "apiVersion: meshplan/v1\nmesh: m\nistio: { version: 1.31.0 }\n";

  test("accepts a host whose Service the file describes", () => {
    const gateway =
      "{ address: istiod.example.com, annotations: { a: b }, allowFrom: [10.0.0.0/8] }";
    expectAccepted(
      externalIsBuilt,
      meshOfText(`${HEAD}${CLUSTERS}  hub: { gateway: ${gateway} }\n`),
    );
  });

  test("accepts anything in a mesh without one", () => {
    expectAccepted(
      externalIsBuilt,
      meshOfText(`${HEAD}mode: ambient\nclusters:\n  a: { network: n }\n`),
    );
  });

  test("rejects revisions, which would need an address each", () => {
    const head = HEAD.replace("version: 1.31.0", "revisions: { r1: { version: 1.31.0 } }");
    expectRefused(
      externalIsBuilt,
      meshOfText(`${head}${CLUSTERS}  hub:\n`),
      "an external control plane has one address, which cannot lead to revisions such as r1",
    );
  });

  test("rejects others that deliver what meshplan hands from cluster to cluster, and nothing else", () => {
    const text = (hub: string, config: string, second: string) =>
      [
        `${HEAD}clusters:`,
        `  hub: { ${hub} }`,
        `  config: { network: n, controlPlane: hub, ${config} }`,
        `  second: { network: n, primary: config, ${second} }`,
        "",
      ].join("\n");
    const all = "delivery: { all: render }";
    expectRefused(
      externalIsBuilt,
      meshOfText(text("delivery: { gateway: external }", all, all)),
      "others cannot deliver the gateway-address of hub: it belongs to an external control plane",
      "others cannot deliver the control-plane of config: it belongs to an external control plane",
      "others cannot deliver the control-plane of second: it belongs to an external control plane",
    );
    const others = "delivery: { namespace: render, gateway: external }";
    expectAccepted(externalIsBuilt, meshOfText(text("", others, others)));
  });

  test("rejects what has no effect in a host, but not what defaults say of all clusters", () => {
    const of =
      "{ injector: local, podCidrs: [10.0.0.0/8], gateway: { service: a/b, values: { replicas: 2 } } }";
    expectRefused(
      externalIsBuilt,
      meshOfText(`${HEAD}${CLUSTERS}  hub: ${of}\n`),
      "podCidrs of hub has no effect: it has no pods of the mesh",
      "gateway.service of hub has no effect: the Service in front of istiod is meshplan's own",
      "gateway.values of hub has no effect: what it exposes is istiod, which has values of its own",
    );
    expectAccepted(externalIsBuilt, meshOfText(`${HEAD}${CLUSTERS}  hub:\ndefaults: ${of}\n`));
  });
});
