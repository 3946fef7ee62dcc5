import { DEFAULT_HUB } from "../../mesh/build-istio.ts";
import { fieldNames, isWithin } from "../../kube/field-path.ts";
import type { Json, JsonMap } from "../../kube/object.ts";
import { at, mapOf, textOf } from "../json-parts.ts";
import { type Detector, type Finding, findingOf, type PlannedObject } from "./detector.ts";
import { containersOf, isAllContainers, podSpecOf } from "./pod-spec.ts";

/** Programs that do not come from where Istio's release has them. Injected ones are set by the injector's ConfigMap. */
export const images: Detector = {
  topic: "images",
  find: ({ view, written }) => {
    const versions = [view.istio_version, ...(view.revisions ?? []).map(({ version }) => version)];
    return written.flatMap((object) =>
      imagesOf(object)
        .filter((image) => !isIstios(image, versions))
        .map((image) => foundIn(object, image)),
    );
  },
};

function foundIn(object: PlannedObject, image: string): Finding {
  const finding = findingOf(object, "access", `not of ${DEFAULT_HUB} in the version of the file`, {
    movedBy: (path) =>
      isWithin(path, ["data"]) ||
      isAllContainers(path) ||
      fieldNames(path).some((name) => /image|^volumes$/.test(name)),
  });
  return { ...finding, subject: `${image} (${finding.subject})` };
}

function isIstios(image: string, versions: readonly string[]): boolean {
  if (image === "auto") return true;
  return versions.some((version) =>
    ["", "-distroless", "-debug"].some(
      (variant) =>
        image.startsWith(`${DEFAULT_HUB}/`) &&
        image.slice(DEFAULT_HUB.length + 1).replace(/^[a-z0-9-]+/, "") === `:${version}${variant}`,
    ),
  );
}

function imagesOf({ change: { object }, body }: PlannedObject): readonly string[] {
  const found = podSpecOf(object.kind, body);
  // What cannot be read is told of by the detector of pods.
  const spec = found === "unread" ? {} : found;
  const own = containersOf(spec).map((one) => textOf(one["image"]));
  const volumes = volumeImages(spec);
  const injected = object.kind === "ConfigMap" ? injectedImages(mapOf(body["data"])) : [];
  return [...new Set([...own, ...volumes, ...injected])].filter((image) => image !== "").sort();
}

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
  const tag = textOf(at(values, "global", "tag"));
  const named = [
    textOf(at(values, "global", "proxy", "image")),
    textOf(at(values, "global", "proxy_init", "image")),
  ].filter((name) => name !== "");
  const whole = named.filter((name) => name.includes("/"));
  const fromHub =
    hub === ""
      ? []
      : (named.length === 0 ? ["proxyv2"] : named)
          .filter((name) => !name.includes("/"))
          .map((name) => `${hub}/${name}${tag === "" ? "" : `:${tag}`}`);
  const written = Object.values(data)
    .map((text) => textOf(text).replaceAll(GRPC_BOOTSTRAP, ""))
    .flatMap((text) => [...text.matchAll(LITERAL_IMAGE)].map((match) => match[1] ?? ""));
  return [...whole, ...fromHub, ...written];
}

/** `image: busybox` in a template; what the template fills in comes from its values. */
const LITERAL_IMAGE = /^\s*(?:- )?image:\s*["']?([^\s"'{}]+)["']?\s*$/gm;

/** The one image of another registry in every plain Istio. Source: files/grpc-simple.yaml of the chart istiod, 1.31. */
const GRPC_BOOTSTRAP = /- name: grpc-bootstrap-init\n\s+image: busybox:[\d.]+\n/g;

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
