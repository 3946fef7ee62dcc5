import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Patch } from "../model.ts";
import { nameText } from "../name-text.ts";
import { valueAt } from "../value-at.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0496, a warning: istiod writes these fields of its webhooks while it runs, so meshplan leaves them to it
 * (src/kube/runtime-owned.ts), and a patch's values for them are lost.
 *
 * Source: istio pkg/webhooks/webhookpatch.go and pkg/webhooks/validation/controller/controller.go.
 */
export const patchesHaveEffect: Rule = (mesh) =>
  mesh.clusters.flatMap(({ patches }) => patches.flatMap(idleFields));

const WRITTEN_BY_ISTIOD: Readonly<Record<string, readonly string[]>> = {
  ValidatingWebhookConfiguration: ["/clientConfig/caBundle", "/failurePolicy"],
  MutatingWebhookConfiguration: ["/clientConfig/caBundle"],
};

function idleFields({ target, patch, at }: Patch): readonly Diagnostic[] {
  const webhooks = valueAt(patch, "/webhooks");
  if (!Array.isArray(webhooks)) return [];
  const fields = Object.hasOwn(WRITTEN_BY_ISTIOD, target.kind)
    ? (WRITTEN_BY_ISTIOD[target.kind] ?? [])
    : [];
  return fields
    .filter((pointer) => webhooks.some((webhook) => valueAt(webhook, pointer) !== undefined))
    .map((pointer) => {
      const field = `webhooks${pointer.replaceAll("/", ".")}`;
      return {
        code: "MP0496",
        message: `${field} in the patch of ${nameText(target.kind)} has no effect: istiod writes it while it runs`,
        help: `remove ${field} from the patch`,
        at,
      };
    });
}
