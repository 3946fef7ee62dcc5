import type { Span } from "../../diagnostics/source.ts";
import { nameText } from "../name-text.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** The limit for all annotations of one object together. Source: `TotalAnnotationSizeLimitB` of k8s.io/apimachinery. */
const LIMIT_BYTES = 256 * 1024;

/** MP0451: Kubernetes refuses an object whose annotations are larger, and `metadata` is on every object of the mesh. */
export const annotationsFit: Rule = (mesh) => {
  const shared = sizeOf(mesh.metadata.annotations);
  const at = mesh.fieldsAt?.["metadata"] ?? mesh.at;
  if (shared > LIMIT_BYTES) return [problem("metadata.annotations", shared, at)];
  return mesh.clusters.flatMap((cluster) => {
    const size = shared + sizeOf(cluster.gateway.annotations);
    if (size <= LIMIT_BYTES) return [];
    const name = `the annotations of the gateway of ${nameText(cluster.name)}`;
    return [problem(name, size, gatewaySpan(cluster, "annotations"))];
  });
};

function problem(what: string, size: number, at: Span) {
  return {
    code: "MP0451" as const,
    message: `${what} take ${String(Math.ceil(size / 1024))} KiB, and Kubernetes allows 256 KiB on one object`,
    help: "shorten the values, or keep the text elsewhere and annotate with a link to it",
    at,
  };
}

function sizeOf(annotations: { readonly [key: string]: string }): number {
  const encoder = new TextEncoder();
  return Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + encoder.encode(key).length + encoder.encode(value).length,
    0,
  );
}
