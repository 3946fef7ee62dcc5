import { describe, test } from "vitest";
import { hostsOnlyHost } from "../../../src/mesh/rules/hosts-only-host.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0471: a host is no member of the mesh", () => {
  test("accepts a cluster without network, primary and controlPlane", () => {
    expectAccepted(hostsOnlyHost, meshOf("hub:", "config: { network: n, controlPlane: hub }"));
  });

  test("rejects one with a network, where its network is written", () => {
    const mesh = meshOf("hub: { network: n }", "config: { network: n, controlPlane: hub }");
    expectRefused(
      hostsOnlyHost,
      mesh,
      "cluster hub hosts the control plane of config and has a `network`, so it would be a member of the mesh too",
    );
  });

  test("rejects a remote, and a primary whose istiod runs elsewhere", () => {
    expectRefused(
      hostsOnlyHost,
      meshOf(
        "a: { network: n, controlPlane: b }",
        "b: { network: n, primary: a }",
        "c: { network: n, controlPlane: d }",
        "d: { controlPlane: e }",
        "e:",
      ),
      "cluster b hosts the control plane of a and has a `primary`, so it would be a member of the mesh too",
      "cluster d hosts the control plane of c and has a `controlPlane`, so it would be a member of the mesh too",
    );
  });

  test("rejects a cluster that hosts itself", () => {
    expectRefused(
      hostsOnlyHost,
      meshOf("a: { network: n, controlPlane: a }"),
      "cluster a names itself as the host of its control plane",
    );
  });

  test("leaves a host that does not exist to MP0470", () => {
    expectAccepted(hostsOnlyHost, meshOf("a: { network: n, controlPlane: b }"));
  });
});
