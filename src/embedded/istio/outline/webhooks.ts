import type { JsonMap, KubeObject } from "../../../kube/object.ts";
import { chartLabels, ISTIOD_LABELS, NAMESPACE, object, operatorLabels } from "./parts.ts";

const REVISION = "istio.io/rev";
const INJECTION = "istio-injection";
const INJECT = "sidecar.istio.io/inject";

const absent = (key: string): JsonMap => ({ key, operator: "DoesNotExist" });
const isOneOf = (key: string, value: string): JsonMap => ({
  key,
  operator: "In",
  values: [value],
});
const NOT_OFF: JsonMap = { key: INJECT, operator: "NotIn", values: ["false"] };

/** The sidecar injector's four webhooks. `path`, or `url`, tells istiod which cluster and network a pod is in. */
export function injector(path: string, url = ""): KubeObject {
  const service = { name: "istiod", namespace: NAMESPACE, path, port: 443 };
  const webhook = (
    name: string,
    namespaces: readonly JsonMap[],
    pods: readonly JsonMap[],
  ): JsonMap => ({
    admissionReviewVersions: ["v1"],
    clientConfig: url === "" ? { service } : { url },
    failurePolicy: "Fail",
    name: `${name}.sidecar-injector.istio.io`,
    namespaceSelector: { matchExpressions: namespaces },
    objectSelector: { matchExpressions: pods },
    reinvocationPolicy: "Never",
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
    sideEffects: "None",
  });
  const revision = isOneOf(REVISION, "default");
  const labels = {
    ...chartLabels("istiod", "istiod"),
    ...operatorLabels("Pilot"),
    app: "sidecar-injector",
  };
  return object(
    "admissionregistration.k8s.io/v1",
    "MutatingWebhookConfiguration",
    { name: "istio-sidecar-injector", labels },
    {
      webhooks: [
        webhook("rev.namespace", [revision, absent(INJECTION)], [NOT_OFF]),
        webhook("rev.object", [absent(REVISION), absent(INJECTION)], [NOT_OFF, revision]),
        webhook("namespace", [isOneOf(INJECTION, "enabled")], [NOT_OFF]),
        webhook(
          "object",
          [absent(INJECTION), absent(REVISION)],
          [isOneOf(INJECT, "true"), absent(REVISION)],
        ),
      ],
    },
  );
}

/** Checks configuration that carries the revision's label. */
export function revisionValidator(url = ""): KubeObject {
  return validator(`istio-validator-${NAMESPACE}`, "istiod", {
    ...validation("rev.validation.istio.io", url),
    objectSelector: { matchExpressions: [isOneOf(REVISION, "default")] },
  });
}

/** Checks all other configuration; rendered only with `values.defaultRevision`. */
export function defaultValidator(url = ""): KubeObject {
  return validator("istiod-default-validator", "base", validation("validation.istio.io", url));
}

function validation(name: string, url: string): JsonMap {
  const service = { name: "istiod", namespace: NAMESPACE, path: "/validate" };
  return { name, clientConfig: url === "" ? { service } : { url } };
}

function validator(name: string, chart: string, webhook: JsonMap): KubeObject {
  const labels = {
    ...ISTIOD_LABELS,
    "helm.sh/chart": `${chart}-1.0.0`,
    istio: "istiod",
    [REVISION]: "default",
  };
  return object(
    "admissionregistration.k8s.io/v1",
    "ValidatingWebhookConfiguration",
    { name, labels },
    {
      webhooks: [
        {
          admissionReviewVersions: ["v1"],
          failurePolicy: "Ignore",
          ...webhook,
          rules: [
            {
              apiGroups: ["security", "networking", "telemetry", "extensions"].map(
                (group) => `${group}.istio.io`,
              ),
              apiVersions: ["*"],
              operations: ["CREATE", "UPDATE"],
              resources: ["*"],
            },
          ],
          sideEffects: "None",
        },
      ],
    },
  );
}
