import { describe, test } from "vitest";
import { patchesHaveEffect } from "../../../src/mesh/rules/patches-have-effect.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const patch = (kind: string, webhook: string): string =>
  `a: { patches: [{ target: { kind: ${kind} }, patch: { webhooks: [${webhook}] } }] }`;

describe("MP0496: patches of webhooks have an effect", () => {
  test("accepts what istiod leaves alone, such as the policy of an injector", () => {
    expectAccepted(
      patchesHaveEffect,
      meshOf(patch("MutatingWebhookConfiguration", "{ name: a, failurePolicy: Ignore }")),
    );
    expectAccepted(
      patchesHaveEffect,
      meshOf(patch("ValidatingWebhookConfiguration", "{ name: a, timeoutSeconds: 5 }")),
    );
    expectAccepted(patchesHaveEffect, meshOf(patch("constructor", "{ failurePolicy: Fail }")));
  });

  test("reports what istiod writes", () => {
    expectRefused(
      patchesHaveEffect,
      meshOf(
        patch(
          "ValidatingWebhookConfiguration",
          "{ name: a, failurePolicy: Fail, clientConfig: { caBundle: YQ== } }",
        ),
      ),
      "webhooks.clientConfig.caBundle in the patch of ValidatingWebhookConfiguration has no effect: istiod writes it while it runs",
      "webhooks.failurePolicy in the patch of ValidatingWebhookConfiguration has no effect: istiod writes it while it runs",
    );
    expectRefused(
      patchesHaveEffect,
      meshOf(
        patch("MutatingWebhookConfiguration", "{ name: a, clientConfig: { caBundle: null } }"),
      ),
      "webhooks.clientConfig.caBundle in the patch of MutatingWebhookConfiguration has no effect: istiod writes it while it runs",
    );
  });
});
