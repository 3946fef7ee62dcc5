import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0419: Istio completes no pod in Kubernetes' own namespaces, so its gateways never start there; and in `default` the
 * configuration of applications would hold for the whole mesh. Source: istio `pkg/kube/inject/initializer.go`.
 */
export const namespaceIsIstiosOwn: Rule = (mesh) => {
  const { namespace, at } = mesh.istio;
  const reason =
    namespace.startsWith("kube-") || namespace === "local-path-storage"
      ? "belongs to Kubernetes, and Istio completes no pods there, so gateways would never start"
      : namespace === "default"
        ? "is where applications live, and what they configure there would hold for the whole mesh"
        : undefined;
  if (reason === undefined) return [];
  return [
    {
      code: "MP0419",
      message: `the namespace ${nameText(namespace)} ${reason}`,
      help: "remove `namespace` for istio-system, or write one that holds nothing else",
      at: mesh.istio.fieldsAt?.["namespace"] ?? at,
    },
  ];
};
