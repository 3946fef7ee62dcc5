import { NOTHING, type Waiter } from "./wait-context.ts";
import { watchObject } from "./watch-object.ts";
import { mapsAt, textOrNone } from "../../kube/at.ts";

export const webhookCa: Waiter<"webhook-ca"> = {
  subject: ({ configuration, name }) => ({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: configuration,
    name,
  }),
  async watch(wait, context) {
    await watchObject(webhookCa.subject(wait), context, (object) => {
      const webhooks = mapsAt(object, "webhooks");
      const signed = webhooks.filter((hook) => textOrNone(hook, "clientConfig", "caBundle"));
      return signed.length === webhooks.length && webhooks.length > 0
        ? { found: true }
        : { saw: `${signed.length} of ${webhooks.length} webhooks have a CA bundle` };
    });
    return NOTHING;
  },
};
