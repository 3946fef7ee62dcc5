import { describe, test } from "vitest";
import { remotesHaveTheirPrimarysValues } from "../../../src/mesh/rules/remotes-have-their-primarys-values.ts";
import { meshOf, meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const PROXY = "values: { global: { proxy: { logLevel: debug } } }";

describe("MP0448: what istiod reads is written for its own cluster", () => {
  test("accepts values of the primary, of all clusters, and of a remote with an injector of its own", () => {
    expectAccepted(
      remotesHaveTheirPrimarysValues,
      meshOf(
        `a: { network: n, ${PROXY} }`,
        `b: { network: m, primary: a, injector: local, ${PROXY} }`,
      ),
    );
    expectAccepted(
      remotesHaveTheirPrimarysValues,
      meshOfText(SEED.replace("clusters:", `defaults: { ${PROXY} }\nclusters:`)),
    );
  });

  test("accepts what a remote itself is made of", () => {
    expectAccepted(
      remotesHaveTheirPrimarysValues,
      meshOf(
        "a: { network: n }",
        "b: { network: m, primary: a, values: { sidecarInjectorWebhook: { reinvocationPolicy: IfNeeded } } }",
      ),
    );
  });

  test("warns of a remote's own", () => {
    expectRefused(
      remotesHaveTheirPrimarysValues,
      meshOf("a: { network: n }", `b: { network: m, primary: a, ${PROXY} }`),
      "values.global.proxy of b has no effect: its pods are completed by the istiod of a, with the values of a",
    );
  });
});
