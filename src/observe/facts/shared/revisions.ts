import type { Mesh } from "../../../mesh/model.ts";

/** What the names of a revision's objects end with, the newest first: nothing for the one without a name. */
export function suffixesOf({ istio }: Mesh): readonly string[] {
  return istio.revisions.map(({ name }) => (name === "" ? "" : `-${name}`));
}

export function newestSuffix(mesh: Mesh): string {
  return suffixesOf(mesh)[0] ?? "";
}
