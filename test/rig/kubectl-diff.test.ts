import { expect, test } from "vitest";
import { withoutFailurePolicy } from "../../rig/kubectl-diff.ts";

const webhooks = (kind: string): string => `kind: ${kind}
webhooks:
- name: a
  failurePolicy: Ignore
- name: b
  failurePolicy: Fail
`;

test("only a validator's failurePolicy Ignore, which istiod changes, is left out", () => {
  const validating = webhooks("ValidatingWebhookConfiguration");
  const mutating = webhooks("MutatingWebhookConfiguration");
  const manifests = `${validating}---\n${mutating}`;
  expect(withoutFailurePolicy(manifests)).toBe(
    `${validating.replace("  failurePolicy: Ignore\n", "")}---\n${mutating}`,
  );
});
