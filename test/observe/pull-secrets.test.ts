import { expect, test } from "vitest";
import { pullSecretState } from "../../src/observe/pull-secrets.ts";
import type { PullSecret } from "../../src/planner/pull-secrets.ts";
import type { ClusterReader, Kind, ListOptions } from "../../src/ports.ts";

const WANTED: PullSecret = {
  cluster: "cluster1" as PullSecret["cluster"],
  namespace: "istio-system",
  name: "regcred",
  namedBy: ["ServiceAccount istio-system/istiod"],
};

test("a pull secret is looked for by its name, and what it holds is not read", async () => {
  const asked: (readonly [Kind, ListOptions | undefined])[] = [];
  const list: ClusterReader["list"] = (kind, options) => {
    asked.push([kind, options]);
    return Promise.resolve({ items: [], resourceVersion: "" });
  };
  expect(await pullSecretState({ list } as ClusterReader, WANTED)).toBe("missing");
  expect(asked).toEqual([
    [
      { apiVersion: "v1", kind: "Secret", namespace: "istio-system" },
      { fieldSelector: "metadata.name=regcred", metadataOnly: true },
    ],
  ]);
});
