import type { Json, JsonMap } from "../kube/object.ts";
import { mapOf, textOf } from "./json-parts.ts";
import { containersOf, podAnnotationsOf, podSpecOf } from "./risks/pod-spec.ts";
import { at } from "../kube/at.ts";

/** The images that an object makes nodes pull, for its own pods or for pods that istiod completes by this ConfigMap. Sorted. */
export function imagesIn(kind: string, body: JsonMap): readonly string[] {
  const found = podSpecOf(kind, body);
  // The detector of pods reports a part that cannot be read.
  const spec = found === "unread" ? {} : found;
  const own = containersOf(spec).map((one) => textOf(one["image"]));
  const injected = kind === "ConfigMap" ? injectedImages(mapOf(body["data"])) : [];
  const annotated = textOf(podAnnotationsOf(kind, body)[PROXY_IMAGE]);
  const all = [...own, ...volumeImages(spec), ...injected, annotated];
  return [...new Set(all)].filter((image) => image !== "").sort();
}

/** istiod replaces this image by that of a proxy. */
export const COMPLETED = "auto";

/** With this annotation a pod chooses the proxy that istiod puts into it, or in place of `auto`. */
const PROXY_IMAGE = "sidecar.istio.io/proxyImage";

function volumeImages(spec: JsonMap): readonly string[] {
  const volumes = spec["volumes"];
  return Array.isArray(volumes)
    ? volumes.map((volume: Json) => textOf(at(volume, "image", "reference")))
    : [];
}

/** Images are named in the injector's values, and may stand in its templates. */
function injectedImages(data: JsonMap): readonly string[] {
  const values = parsed(textOf(data["values"]));
  const hub = textOf(at(values, "global", "hub"));
  const named = [
    textOf(at(values, "global", "proxy", "image")),
    textOf(at(values, "global", "proxy_init", "image")),
  ].filter((name) => name !== "");
  const whole = named.filter((name) => name.includes("/"));
  const tag = proxyTag(values);
  const fromHub =
    hub === ""
      ? []
      : (named.length === 0 ? ["proxyv2"] : named)
          .filter((name) => !name.includes("/"))
          .map((name) => `${hub}/${name}${tag === "" ? "" : `:${tag}`}`);
  const written = Object.values(data).flatMap((text) =>
    [...textOf(text).matchAll(LITERAL_IMAGE)].map((match) => match[1] ?? match[2] ?? ""),
  );
  return [...whole, ...fromHub, ...written];
}

/** The tag including the variant, as istiod joins them. Source: istio pkg/kube/inject/inject.go, imageURL. */
function proxyTag(values: Json): string {
  const tag = textOf(at(values, "global", "tag"));
  const variant = textOf(at(values, "global", "variant"));
  if (variant === "" || tag === "") return tag;
  const plain = tag.replace(/-(distroless|debug)$/, "");
  return variant === "default" ? plain : `${plain}-${variant}`;
}

/** `image: busybox` in a template, also as `{{ "busybox" }}`; other text that the template fills in comes from its values. */
const LITERAL_IMAGE =
  /^\s*(?:- )?image:\s*["']?(?:([^\s"'{}]+)|\{\{-?\s*["'`]([^\s"'`]+)["'`]\s*-?\}\})["']?\s*$/gm;

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
