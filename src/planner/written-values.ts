import type { Span } from "../diagnostics/source.ts";
import { isMap, type Json } from "../kube/object.ts";
import type { Cluster, Mesh, ValuesLayer } from "../mesh/model.ts";
import { pointerStep } from "../mesh/pointer-step.ts";
import { pointerSteps, printedPointer } from "../mesh/printed-pointer.ts";
import { hashOf } from "./digest.ts";
import type { WrittenValue } from "./plan.ts";

/** A place of the values, with what the file writes there and where. */
type Written = readonly [path: string, value: Json | undefined, at: Span | undefined];

/** Every value that the user wrote for what is rendered for a cluster, at its strongest place; sorted by path. */
export function writtenValues(
  mesh: Mesh,
  cluster: Cluster,
  lineOf: (span: Span) => number,
): readonly WrittenValue[] {
  const { annotations, allowFrom, fieldsAt, values } = cluster.gateway;
  const { istio } = mesh;
  const written: readonly Written[] = [
    ["global.hub", istio.hub, istio.fieldsAt?.["hub"]],
    [
      "istio.defaultValidator",
      // What it is without being written says nothing.
      istio.defaultValidator ? undefined : false,
      istio.fieldsAt?.["defaultValidator"],
    ],
    [
      "gateway.allowFrom",
      allowFrom.length === 0 ? undefined : [...allowFrom].sort(),
      fieldsAt?.["allowFrom"],
    ],
    ["meshConfig.trustDomain", mesh.trustDomain, mesh.fieldsAt?.["trustDomain"]],
    ...writtenIn(cluster.values, ""),
    ...Object.entries(annotations).map(([key, value]): Written => {
      const path = printedPointer(`/gateway/annotations/${pointerStep(key)}`);
      return [path, value, fieldsAt?.["annotations"]];
    }),
    ...writtenIn(values, "/gateway/values"),
  ];
  const strongest = new Map(
    written.flatMap(([path, value, at]) =>
      value === undefined || at === undefined
        ? []
        : [[path, { path, line: lineOf(at), sha256: hashOf(value) }] as const],
    ),
  );
  return [...strongest.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Weakest layer first, so that of two places the last one counts. */
function writtenIn(layers: readonly ValuesLayer[], prefix: string): readonly Written[] {
  return layers.flatMap(({ fieldsAt, values }) =>
    Object.entries(fieldsAt).map(([pointer, at]): Written => [
      printedPointer(prefix + pointer),
      valueOf(values, pointer),
      at,
    ]),
  );
}

function valueOf(values: ValuesLayer["values"], pointer: string): Json | undefined {
  return pointerSteps(pointer).reduce<Json | undefined>(
    (above, step) => (isMap(above) ? above[step] : undefined),
    values as Json,
  );
}
