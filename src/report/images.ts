import { type KubeObject, refOf, refText } from "../kube/object.ts";
import { printable, printableLines } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import { printableJson } from "../util/printable-json.ts";
import { COMPLETED, imagesIn } from "./images-in.ts";

/** A part of a mesh that makes nodes pull images. */
interface Puller {
  readonly cluster: string;
  readonly body: KubeObject;
}

interface ImagesView {
  readonly format_version: "1.0";
  readonly mesh: string;
  readonly renderer: { readonly kind: string; readonly version: string };
  /** Sorted by image. */
  readonly images: readonly ImageView[];
}

interface ImageView {
  readonly image: string;
  /** In the order of the mesh file; a ConfigMap stands for the pods that istiod completes by it. */
  readonly used_by: readonly { readonly cluster: string; readonly object: string }[];
}

/** Every image that a mesh needs, and its users: a private registry must have them before anything is applied. */
export function imagesView(
  { mesh, renderer }: Pick<ImagesView, "mesh" | "renderer">,
  pullers: readonly Puller[],
): ImagesView {
  const users = new Map<string, ImageView["used_by"]>();
  for (const { cluster, body } of pullers)
    for (const image of imagesIn(body.kind, body))
      if (image !== COMPLETED)
        users.set(image, [...(users.get(image) ?? []), { cluster, object: refText(refOf(body)) }]);
  const images = [...users]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([image, used_by]) => ({ image, used_by }));
  const { kind, version } = renderer;
  return { format_version: "1.0", mesh, renderer: { kind, version }, images };
}

/** One image per line and nothing else, so that another program can copy them. */
export function imagesText({ images }: ImagesView): Printable {
  return printableLines(images.map(({ image }) => printable`${image}`));
}

export function imagesJson(view: ImagesView): Printable {
  return printableJson(view, { pretty: true });
}
