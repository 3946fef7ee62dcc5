import { ApiFailure } from "../kube/api-failure.ts";
import type { EmbeddedCluster } from "../kube/cluster.ts";
import { list } from "../kube/controllers/controller.ts";
import { listAt, textAt } from "../../kube/at.ts";

const ALWAYS_REJECT = "internal.istio.io/webhook-always-reject";

/**
 * The validating webhook of Istio: objects of its groups go to whichever istiod leads this cluster. The annotation that
 * istiod uses for its self-test is refused; where nobody answers, `failurePolicy: Fail` refuses everything.
 */
export function addIstioAdmission(
  cluster: EmbeddedCluster,
  isServed: (cluster: EmbeddedCluster) => boolean,
): void {
  cluster.admission.add((object, kind) => {
    if (!kind.group.endsWith(".istio.io")) return;
    const version = "admissionregistration.k8s.io/v1";
    for (const configuration of list(cluster, version, "ValidatingWebhookConfiguration"))
      for (const webhook of listAt(configuration, "webhooks")) {
        const isAsked = listAt(webhook, "rules").some((rule) => {
          const groups = listAt(rule, "apiGroups");
          return groups.includes(kind.group) || groups.includes("*");
        });
        if (!isAsked) continue;
        const name = textAt(webhook, "name");
        const isWired = textAt(webhook, "clientConfig", "caBundle") !== "";
        if (isWired && isServed(cluster)) {
          if (object.metadata.annotations?.[ALWAYS_REJECT] !== undefined) throw denied(name);
        } else if (textAt(webhook, "failurePolicy") === "Fail") throw unreachable(name);
      }
  });
}

function denied(webhook: string): ApiFailure {
  const message = `admission webhook "${webhook}" denied the request: configuration is invalid: "${ALWAYS_REJECT}" annotation found, rejecting`;
  return new ApiFailure(400, "BadRequest", message);
}

function unreachable(webhook: string): ApiFailure {
  const message = `Internal error occurred: failed calling webhook "${webhook}": no endpoints available for service "istiod"`;
  return new ApiFailure(500, "InternalError", message, {
    causes: [
      {
        reason: "",
        message: `failed calling webhook "${webhook}": no endpoints available for service "istiod"`,
      },
    ],
  });
}
