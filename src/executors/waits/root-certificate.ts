import { NOTHING, type Waiter } from "./wait-context.ts";
import { watchObject } from "./watch-object.ts";
import { textOrNone } from "../../kube/at.ts";

/** istiod writes this ConfigMap into every namespace it manages; without it no proxy there trusts the control plane. */
export const rootCertificate: Waiter<"root-certificate"> = {
  subject: ({ namespace }) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    namespace,
    name: "istio-ca-root-cert",
  }),
  async watch(wait, context) {
    await watchObject(rootCertificate.subject(wait), context, (object) =>
      textOrNone(object, "data", "root-cert.pem") === undefined
        ? { saw: "without a certificate yet" }
        : { found: true },
    );
    return NOTHING;
  },
};
