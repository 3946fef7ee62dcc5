import { at, listOf, mapOf, textOf } from "../json-parts.ts";
import { type Detector, findingOf, within } from "./detector.ts";
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
        const cluster = view.clusters.find(({ name }) => name === object.action.cluster);
        const host = cluster?.webhook_host;
        const targets = listOf(object.body["webhooks"])
          .map((webhook) => targetOf(mapOf(mapOf(webhook)["clientConfig"]), view.namespace, host))
          .filter((target) => target !== undefined);
        return [...new Set(targets)].map((target) =>
          findingOf(object, "access", "does not lead to istiod", {
            detail: target,
            movedBy: within(["webhooks"]),
          }),
        );
      }),
};

function targetOf(
  config: ReturnType<typeof mapOf>,
  namespace: string,
  host: string | undefined,
): string | undefined {
  const { url } = config;
  if (url === null) return "a URL";
  if (url !== undefined) return isIstiodAt(textOf(url), host) ? undefined : textOf(url);
  const name = textOf(at(config, "service", "name"));
  const of = textOf(at(config, "service", "namespace"));
  return isIstiodName(name) && of === namespace ? undefined : `Service ${of}/${name}`;
}

/** Where the mesh file gives the way to istiod a DNS name, webhooks have to call that: no alias of a Service is followed. */
function isIstiodAt(url: string, host: string | undefined): boolean {
  return host !== undefined && url.startsWith(`https://${host}:15017/`);
}
