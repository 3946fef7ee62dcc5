import { describe, test } from "vitest";
import { localInjectorIsKnown } from "../../../src/mesh/rules/local-injector-is-known.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0447: Istio knows an injector of a remote's own", () => {
  test("accepts it since 1.27, and remotes without one in any version", () => {
    const text = SEED.replace("primary: cluster1", "primary: cluster1, injector: local");
    expectAccepted(localInjectorIsKnown, meshOfText(text));
    expectAccepted(localInjectorIsKnown, meshOfText(text.replace("1.31.0", "1.27.0")));
    expectAccepted(localInjectorIsKnown, meshOfText(SEED.replace("1.31.0", "1.24.0")));
  });

  test("rejects it before", () => {
    const text = SEED.replace("primary: cluster1", "primary: cluster1, injector: local");
    expectRefused(
      localInjectorIsKnown,
      meshOfText(text.replace("1.31.0", "1.26.4")),
      "cluster cluster2 has an injector of its own, which Istio 1.26.4 does not have",
    );
  });
});
