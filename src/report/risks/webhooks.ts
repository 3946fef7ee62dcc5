import type { JsonMap } from "../../kube/object.ts";
import { listOf, mapOf, textOf } from "../json-parts.ts";
import { type Detector, findingOf, type RiskInput, within } from "./detector.ts";
import { isIstiodName } from "./istiod.ts";
import { plainObjects } from "./plain.ts";
import { at } from "../../kube/at.ts";

/**
 * Webhooks that lead to somebody else than istiod: they see, and may change, what every user of the cluster writes. Istio has
 * none that convert objects.
 */
export const webhooks: Detector = {
  topic: "webhooks",
  find: ({ view, written }) => {
    const isIstiods = istiodServices(view);
    return written.flatMap((object) => {
      const { kind } = object.change.object;
      if (kind === "CustomResourceDefinition") {
        const conversion = mapOf(at(object.body, "spec", "conversion"));
        if (conversion["strategy"] !== "Webhook" && conversion["webhook"] === undefined) return [];
        const config = mapOf(at(conversion, "webhook", "clientConfig"));
        return [
          findingOf(object, "access", "hands objects to a webhook that converts them", {
            detail: placeOf(config),
            movedBy: within(["spec", "conversion"]),
          }),
        ];
      }
      if (!/^(Mutating|Validating)WebhookConfiguration$/.test(kind)) return [];
      const cluster = view.clusters.find(({ name }) => name === object.action.cluster);
      const targets = listOf(object.body["webhooks"])
        .map((webhook) => mapOf(mapOf(webhook)["clientConfig"]))
        .filter((config) => !isIstiods(config) && !isIstiodAt(config, cluster?.webhook_host))
        .map(placeOf);
      return [...new Set(targets)].map((target) =>
        findingOf(object, "access", "does not lead to istiod", {
          detail: target,
          movedBy: within(["webhooks"]),
        }),
      );
    });
  },
};

/** Tells the Services that a mesh of these revisions and tags has of istiod: any other of such a name is somebody else's. */
function istiodServices(view: RiskInput["view"]): (config: JsonMap) => boolean {
  const isPlain = plainObjects(view, "renderer");
  return (config) => {
    if (config["url"] !== undefined) return false;
    const name = textOf(at(config, "service", "name"));
    const namespace = textOf(at(config, "service", "namespace"));
    const service = { apiVersion: "v1", kind: "Service", name, namespace };
    return isIstiodName(name) && isPlain(service);
  };
}

function placeOf(config: JsonMap): string {
  const { url } = config;
  if (url === null) return "a URL";
  if (url !== undefined) return textOf(url);
  return `Service ${textOf(at(config, "service", "namespace"))}/${textOf(at(config, "service", "name"))}`;
}

/** Where the mesh file gives the way to istiod a DNS name, webhooks have to call that: no alias of a Service is followed. */
function isIstiodAt({ url }: JsonMap, host: string | undefined): boolean {
  return host !== undefined && textOf(url).startsWith(`https://${host}:15017/`);
}
