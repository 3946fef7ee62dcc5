import { ApiError } from "../../kube/api-error.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Wait } from "../../planner/action.ts";
import { poll } from "./poll.ts";
import { NOTHING, type WaitContext, type Waiter } from "./wait-context.ts";

type ValidationWait = Wait<"validation-answers">;

const gateway = (namespace: string) => ({
  apiVersion: "networking.istio.io/v1",
  kind: "Gateway",
  namespace,
  name: "meshplan-validation-probe",
});

/** istiod rejects whatever carries this annotation. Source: istio `pilot/pkg/config/kube/crdclient`, webhook self-test. */
function rejectMe({ namespace, revision }: ValidationWait): KubeObject {
  const { apiVersion, kind, name } = gateway(namespace);
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      labels: { "istio.io/rev": revision },
      annotations: { "internal.istio.io/webhook-always-reject": "true" },
    },
    spec: {},
  };
}

/** A ready istiod may not serve its webhook yet, so the webhook is asked: a dry run, nothing is stored. */
export const validationAnswers: Waiter<"validation-answers"> = {
  subject: ({ namespace, deployment }) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace,
    name: deployment,
  }),
  asks: ({ namespace }) => [
    { verb: "create", object: gateway(namespace) },
    { verb: "patch", object: gateway(namespace) },
  ],
  async watch(wait, context) {
    await poll(context, () => ask(wait, context));
    return NOTHING;
  },
};

async function ask(
  wait: ValidationWait,
  { client, signal }: WaitContext,
): Promise<{ readonly found: true } | { readonly saw: string }> {
  try {
    await client.apply(rejectMe(wait), { dryRun: true, signal });
    return { saw: "a Gateway that must be rejected is accepted" };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, serverMessage } = error.api;
    if (serverMessage.includes("denied the request")) return { found: true };
    if (status >= 500 || status === 0 || status === 429)
      return { saw: `the webhook does not answer yet (${status})` };
    if (status === 404) return { saw: "Gateways are not served yet" };
    throw error;
  }
}
