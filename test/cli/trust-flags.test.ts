import { expect, test } from "vitest";
import { kubeconfigPolicy } from "../../src/cli/trust-flags.ts";

test("a context that the operator types behind --context is one of --contexts", () => {
  const { contexts } = kubeconfigPolicy(
    { contexts: ["cluster1"], context: { cluster1: "cluster2" } },
    undefined,
  );
  expect(contexts).toEqual(new Set(["cluster1", "cluster2"]));
  expect(kubeconfigPolicy({ context: { cluster1: "cluster2" } }, undefined)).not.toHaveProperty(
    "contexts",
  );
});
