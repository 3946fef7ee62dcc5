import type { Span } from "../diagnostics/source.ts";
import type { Cluster, Mesh, ValuesLayer } from "../mesh/model.ts";
import type { WrittenValue } from "./plan.ts";
import { printedPointer } from "../mesh/printed-pointer.ts";

/** Every value that the user wrote for what is rendered for a cluster, at its strongest place; sorted by path. */
export function writtenValues(
  mesh: Mesh,
  cluster: Cluster,
  lineOf: (span: Span) => number,
): readonly WrittenValue[] {
  const hub = mesh.istio.fieldsAt?.["hub"];
  const trustDomain = mesh.fieldsAt?.["trustDomain"];
  const annotations = cluster.gateway.fieldsAt?.["annotations"];
  const places = new Map<string, Span>([
    ...(hub === undefined ? [] : [["global.hub", hub] as const]),
    ...(trustDomain === undefined ? [] : [["meshConfig.trustDomain", trustDomain] as const]),
    ...placesIn(cluster.values, ""),
    ...(annotations === undefined ? [] : [["gateway.annotations", annotations] as const]),
    ...placesIn(cluster.gateway.values, "/gateway/values"),
  ]);
  return [...places]
    .map(([path, at]) => ({ path, line: lineOf(at) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Weakest layer first, so that of two places the last one counts. */
function placesIn(
  layers: readonly ValuesLayer[],
  prefix: string,
): readonly (readonly [string, Span])[] {
  return layers.flatMap(({ fieldsAt }) =>
    Object.entries(fieldsAt).map(
      ([pointer, at]) => [printedPointer(prefix + pointer), at] as const,
    ),
  );
}
