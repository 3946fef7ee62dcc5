import { printable, rechecked } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import type { KubeObject } from "../kube/object.ts";
import type { RenderedFile } from "../planner/rendered.ts";
import type { PlanView } from "./view.ts";

/** The first line of every rendered file: by it meshplan recognises its own files, and their mesh. */
export function firstLine(mesh: string): Printable {
  return printable`# Written by "meshplan render" for the mesh ${mesh}. Change the mesh file instead.`;
}

interface ManifestTextOptions {
  readonly mesh: string;
  readonly renderer: PlanView["renderer"];
  /** One object as YAML, with a line break at its end. */
  readonly print: (object: KubeObject) => Printable;
}

/** One rendered file: who wrote it, what must be there before it is applied, then its objects in apply order. */
export function manifestText(
  file: RenderedFile,
  { mesh, renderer, print }: ManifestTextOptions,
): Printable {
  const isOutline = renderer.kind === "outline";
  const head = [
    firstLine(mesh),
    ...(isOutline
      ? [printable`# An outline of Istio ${renderer.version}, for embedded clusters only.`]
      : []),
    printable`# ${file.action}${file.needs.length === 0 ? "" : ", after:"}`,
    ...file.needs.map(({ id, reason }) => printable`#   ${id}: ${reason}`),
  ];
  return rechecked(
    `${head.join("\n")}\n${file.objects.map((object) => `---\n${print(object)}`).join("")}`,
  );
}
