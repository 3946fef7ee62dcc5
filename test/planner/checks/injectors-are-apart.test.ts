import { describe, expect, test } from "vitest";
import { injectorsAreApart } from "../../../src/planner/checks/injectors-are-apart.ts";
import { SEED, meshOfText } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, factsOf } from "./verbs.ts";

const meshOf = (istio: string) => meshOfText(SEED.replace("version: 1.31.0", istio));
const UNNAMED = meshOf("version: 1.31.0");
const STABLE = "revisions: { stable: { version: 1.31.0 } }";
const TAGGED = meshOf(`${STABLE}\n  tags: { default: stable }`);

const unnamed = { name: "istio-sidecar-injector", revision: "" };
const stable = { name: "istio-sidecar-injector-stable", revision: "stable" };
const tagged = { name: "istio-revision-tag-default", revision: "stable", tag: "default" };

describe("MP0534: no two injectors complete the same pods", () => {
  test("accepts those that the file has, and none", () => {
    expectAccepted(injectorsAreApart, UNNAMED, { cluster1: { injectors: [unnamed] } });
    expectAccepted(injectorsAreApart, TAGGED, { cluster1: { injectors: [tagged, stable] } });
    expectAccepted(injectorsAreApart, TAGGED, { cluster1: {}, cluster2: {} });
  });

  test("accepts a revision beside another, and a tag that moves", () => {
    const next = meshOf("revisions: { next: { version: 1.31.1 } }\n  tags: { default: next }");
    expectAccepted(injectorsAreApart, next, { cluster1: { injectors: [tagged, stable] } });
    expectAccepted(injectorsAreApart, meshOf(STABLE), {
      cluster1: { injectors: [unnamed] },
    });
  });

  test("rejects the tag default beside the revision without a name, in remotes too", () => {
    const input = {
      cluster1: { injectors: [unnamed] },
      cluster2: { injectors: [tagged, unnamed] },
    };
    const message = (cluster: string) =>
      `the injector istio-sidecar-injector of ${cluster} stays, and completes the same pods as istio-revision-tag-default, which the file asks for`;
    expectRefused(injectorsAreApart, TAGGED, input, message("cluster1"), message("cluster2"));
    expect(injectorsAreApart.check(factsOf(TAGGED, input))[0]?.help).toBe(
      "leave the tag default out until workloads have moved to the label istio.io/rev=stable, then: kubectl --context cluster1 delete mutatingwebhookconfiguration istio-sidecar-injector, and write the tag again",
    );
  });

  test("rejects the way back", () => {
    const input = { cluster1: { injectors: [tagged, stable] } };
    expectRefused(
      injectorsAreApart,
      UNNAMED,
      input,
      "the injector istio-revision-tag-default of cluster1 stays, and completes the same pods as istio-sidecar-injector, which the file asks for",
    );
    expect(injectorsAreApart.check(factsOf(UNNAMED, input))[0]?.help).toBe(
      "keep the tag default, or when no pod has to start until the apply is done: kubectl --context cluster1 delete mutatingwebhookconfiguration istio-revision-tag-default, then plan again",
    );
  });

  test("rejects a tag of the name that a revision had", () => {
    const prod = meshOf("revisions: { r2: { version: 1.31.0 } }\n  tags: { stable: r2 }");
    expectRefused(
      injectorsAreApart,
      prod,
      { cluster1: { injectors: [stable] } },
      "the injector istio-sidecar-injector-stable of cluster1 stays, and completes the same pods as istio-revision-tag-stable, which the file asks for",
    );
  });
});
