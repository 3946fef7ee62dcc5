import type { KubeObject } from "../kube/object.ts";
import type { RenderedFile } from "../planner/rendered.ts";
import type { PlanView } from "./view.ts";

/** The first line of every rendered file: by it meshplan knows its own, and of which mesh. */
export function firstLine(mesh: string): string {
  return `# Written by "meshplan render" for the mesh ${mesh}. Change the mesh file instead.`;
}

export interface ManifestTextOptions {
  readonly mesh: string;
  readonly renderer: PlanView["renderer"];
  /** One object as YAML, with a line break at its end. */
  readonly print: (object: KubeObject) => string;
}

/** One rendered file: who wrote it, what has to be there before it is applied, then its objects in apply order. */
export function manifestText(
  file: RenderedFile,
  { mesh, renderer, print }: ManifestTextOptions,
): string {
  const isOutline = renderer.kind === "outline";
  const head = [
    firstLine(mesh),
    ...(isOutline
      ? [`# An outline of Istio ${renderer.version}, for embedded clusters only.`]
      : []),
    `# ${file.action}${file.needs.length === 0 ? "" : ", after:"}`,
    ...file.needs.map(({ id, reason }) => `#   ${id}: ${reason}`),
  ];
  return `${head.join("\n")}\n${file.objects.map((object) => `---\n${print(object)}`).join("")}`;
}
