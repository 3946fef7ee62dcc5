import { describe, test } from "vitest";
import { remotesHaveNoHost } from "../../../src/mesh/rules/remotes-have-no-host.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0472: the control plane of a remote is that of its primary", () => {
  test("accepts a remote of a primary whose istiod runs elsewhere", () => {
    expectAccepted(
      remotesHaveNoHost,
      meshOf(
        "hub:",
        "config: { network: n, controlPlane: hub }",
        "second: { network: n, primary: config }",
      ),
    );
  });

  test("rejects one that names a host itself", () => {
    expectRefused(
      remotesHaveNoHost,
      meshOf(
        "hub:",
        "config: { network: n, controlPlane: hub }",
        "second: { network: n, primary: config, controlPlane: hub }",
      ),
      "cluster second has a `primary` and a `controlPlane`",
    );
  });
});
