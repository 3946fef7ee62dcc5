import { describe, expect, test } from "vitest";
import { builtinFieldTypes, type FieldType } from "../../src/kube/field-types.ts";

const POD = "spec.template.spec";

describe("the merge rules of a kind", () => {
  test.each<[apiVersion: string, kind: string, pattern: string, rule: FieldType | undefined]>([
    // A list of references is keyed by name in a pod, and one value in an account.
    ["apps/v1", "Deployment", `${POD}.imagePullSecrets`, { keys: ["name"] }],
    ["v1", "ServiceAccount", "imagePullSecrets", "atomic"],
    ["v1", "ServiceAccount", "secrets", { keys: ["name"] }],
    ["v1", "ServiceAccount", "secrets[]", "atomic"],
    ["apps/v1", "DaemonSet", `${POD}.containers[].ports`, { keys: ["containerPort", "protocol"] }],
    ["apps/v1", "Deployment", `${POD}.containers[].args`, "atomic"],
    ["apps/v1", "Deployment", `${POD}.containers[].env[].valueFrom.secretKeyRef`, "atomic"],
    ["apps/v1", "Deployment", `${POD}.nodeSelector`, "atomic"],
    ["apps/v1", "Deployment", `${POD}.securityContext`, undefined],
    ["v1", "Service", "spec.ports", { keys: ["port", "protocol"] }],
    ["v1", "Service", "spec.selector", "atomic"],
    ["v1", "Service", "metadata.labels", undefined],
    ["v1", "Service", "metadata.finalizers", "set"],
    ["v1", "Service", "spec.no.such.field", undefined],
    // What others call by a name of Kubernetes' is theirs.
    ["serving.knative.dev/v1", "Service", "spec.ports", undefined],
    ["serving.knative.dev/v1", "Service", "metadata.ownerReferences", { keys: ["uid"] }],
    ["gateway.networking.k8s.io/v1", "Gateway", "spec.listeners", { keys: ["name"] }],
    ["networking.istio.io/v1", "VirtualService", "spec.hosts", undefined],
  ])("%s %s %s", (apiVersion, kind, pattern, rule) => {
    expect(builtinFieldTypes(apiVersion, kind).at(pattern)).toEqual(rule);
  });
});
