import { expect, test } from "vitest";
import { builtinFieldTypes } from "../../src/kube/field-types.ts";

test("a list of references is keyed by name in a pod, and one value in an account", () => {
  const pod = builtinFieldTypes("apps/v1", "Deployment");
  expect(pod.at("spec.template.spec.imagePullSecrets")).toEqual({ keys: ["name"] });
  const account = builtinFieldTypes("v1", "ServiceAccount");
  expect(account.at("imagePullSecrets")).toBe("atomic");
  expect(account.at("secrets")).toEqual({ keys: ["name"] });
});
