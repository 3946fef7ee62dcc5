import { canonicalJson } from "../../../kube/canonical.ts";
import type { ClusterView } from "../../view.ts";
import { pathOf } from "./shape.ts";

/** What a mesh file chooses and a renderer has no say in. */
type Choosing = Pick<ClusterView, "name" | "role" | "host" | "values">;

/** Values on which it depends what a plain Istio is. */
const CHOICES = ["compatibilityVersion", "global.platform", "istio.defaultValidator"] as const;

/**
 * What an object of a cluster belongs to, as rows beside its own: what the file chooses decides which variants are plain, so
 * that a renderer cannot make another plain Istio than was asked for.
 *
 * A choice that clusters of one istiod make differently says nothing: what is rendered for one of them stands in the other. Nor do
 * several that a file makes together: renders are known of each alone.
 */
export function contextRows(clusters: readonly Choosing[], cluster: string): readonly string[] {
  const own = clusters.filter(({ name, host }) => name === cluster || host === cluster);
  const role = own.find(({ name }) => name === cluster)?.role ?? "";
  const chosen = CHOICES.flatMap((path) => {
    const said = own.map(({ values = [] }) => values.find((one) => one.path === path)?.sha256);
    const [first = ""] = said;
    return said.every((one) => (one ?? "") === first) ? [contextRow(path, first)] : [];
  });
  const made = chosen.filter((row) => !row.endsWith(' | ""'));
  return [contextRow("role", role), ...(made.length > 1 ? [] : chosen)];
}

/** One of these rows; no path of an object is in brackets. */
export const contextRow = (what: string, value: string): string =>
  `(${what}) | ${canonicalJson(value)}`;

/** The choices about which no plain render is known, or none is made: nothing follows from them. */
export function openChoices(
  rows: readonly string[],
  isKnown: (row: string) => boolean,
): (path: string) => boolean {
  const settled = new Set(rows.filter(isKnown).map(pathOf));
  const open = new Set(CHOICES.map((path) => `(${path})`).filter((path) => !settled.has(path)));
  return (path) => open.has(path);
}
