import { DEFAULT_HUB } from "../../mesh/build-istio.ts";
import { fieldNames, isWithin } from "../../kube/field-path.ts";
import type { JsonMap } from "../../kube/object.ts";
import { COMPLETED, imagesIn } from "../images-in.ts";
import { mapOf, textOf } from "../json-parts.ts";
import { type Detector, type Finding, findingOf, type PlannedObject } from "./detector.ts";
import { isAllContainers } from "./pod-spec.ts";

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
      fieldNames(path).some((name) => /image|^volumes$/i.test(name)) ||
      fieldNames(path.slice(-1)).some((name) => /^(annotations|infrastructure)$/.test(name)),
  });
  return { ...finding, subject: `${image} (${finding.subject})` };
}

function isIstios(image: string, versions: readonly string[]): boolean {
  if (image === COMPLETED) return true;
  return versions.some((version) =>
    ["", "-distroless", "-debug"].some(
      (variant) =>
        image.startsWith(`${DEFAULT_HUB}/`) &&
        image.slice(DEFAULT_HUB.length + 1).replace(/^[a-z0-9-]+/, "") === `:${version}${variant}`,
    ),
  );
}

/** The one image of another registry in every plain Istio. Source: files/grpc-simple.yaml of the chart istiod, 1.31. */
const GRPC_BOOTSTRAP = /- name: grpc-bootstrap-init\n\s+image: busybox:[\d.]+\n/g;

function imagesOf({ change: { object }, body }: PlannedObject): readonly string[] {
  if (object.kind !== "ConfigMap") return imagesIn(object.kind, body);
  const data = Object.entries(mapOf(body["data"])).map(([key, text]) => [
    key,
    textOf(text).replaceAll(GRPC_BOOTSTRAP, ""),
  ]);
  return imagesIn(object.kind, { ...body, data: Object.fromEntries(data) as JsonMap });
}
