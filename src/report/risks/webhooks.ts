import { at, listOf, mapOf, textOf } from "../json-parts.ts";
import { type Detector, findingOf } from "./detector.ts";
import { isIstiodName } from "./istiod.ts";

/** Webhooks that lead to somebody else than istiod: they see, and may change, what every user of the cluster writes. */
export const webhooks: Detector = {
  topic: "webhooks",
  find: ({ view, written }) =>
    written
      .filter(({ change }) =>
        /^(Mutating|Validating)WebhookConfiguration$/.test(change.object.kind),
      )
      .flatMap((object) => {
        const targets = listOf(object.body["webhooks"])
          .map((webhook) => targetOf(mapOf(mapOf(webhook)["clientConfig"]), view.namespace))
          .filter((target) => target !== undefined);
        return [...new Set(targets)].map((target) =>
          findingOf(object, "access", "does not lead to istiod's Service", {
            detail: target,
            movedBy: /^webhooks/,
          }),
        );
      }),
};

function targetOf(config: ReturnType<typeof mapOf>, namespace: string): string | undefined {
  if (config["url"] !== undefined) return config["url"] === null ? "a URL" : textOf(config["url"]);
  const name = textOf(at(config, "service", "name"));
  const of = textOf(at(config, "service", "namespace"));
  return isIstiodName(name) && of === namespace ? undefined : `Service ${of}/${name}`;
}
