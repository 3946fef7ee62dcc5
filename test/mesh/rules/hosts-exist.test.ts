import { describe, expect, test } from "vitest";
import { hostsExist } from "../../../src/mesh/rules/hosts-exist.ts";
import { topologyOf } from "../../../src/mesh/topology.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0470: the host of a control plane is in the file", () => {
  test("accepts a host of the file", () => {
    expectAccepted(hostsExist, meshOf("hub:", "config: { network: n, controlPlane: hub }"));
  });

  test("rejects one that is not, and says which was meant", () => {
    const mesh = meshOf("hub:", "config: { network: n, controlPlane: hup }");
    expectRefused(
      hostsExist,
      mesh,
      "the host hup of the control plane of cluster config does not exist",
    );
    expect(hostsExist(mesh, topologyOf(mesh))[0]?.help).toBe("did you mean `hub`?");
  });

  test("does not mean the cluster itself", () => {
    const mesh = meshOf("config1: { network: n, controlPlane: config }");
    expect(hostsExist(mesh, topologyOf(mesh))[0]?.help).toContain("add `config: {}`");
  });
});
