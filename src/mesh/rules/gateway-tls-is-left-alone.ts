import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../diagnostics/source.ts";
import { expectsHeader, interferences } from "../load-balancer-annotations.ts";
import type { Cluster, Mesh } from "../model.ts";
import { nameText } from "../name-text.ts";
import { valueAt } from "../value-at.ts";
import { gatewaySpan } from "./field-span.ts";
import { patchesOfTheDoor } from "./patches-leave-the-gateways-address.ts";
import type { Rule } from "./rule.ts";

/** MP0612, a warning: a load balancer that ends TLS, or speaks another protocol, cannot serve a gateway between networks. */
export const gatewayTlsIsLeftAlone: Rule = (mesh, topology) => {
  const doors = new Set<string>([...topology.eastWestGateways, ...topology.hosts.keys()]);
  return mesh.clusters
    .filter(({ name }) => doors.has(name))
    .flatMap((cluster) => check(mesh, cluster));
};

function check(mesh: Mesh, cluster: Cluster): readonly Diagnostic[] {
  const written = writtenAnnotations(mesh, cluster);
  const texts = Object.fromEntries([...written].map(([key, { value }]) => [key, value]));
  return interferences(texts).flatMap(({ key, does, isHeader }) => {
    if (isHeader && expectsHeader(cluster)) return [];
    const at = written.get(key)?.at;
    return [
      {
        code: "MP0612" as const,
        message: `with the annotation ${nameText(key)} the load balancer of ${nameText(cluster.name)} ${does}, and its gateway needs each connection as it comes`,
        help: "remove the annotation, or give that load balancer to another gateway: the one between networks needs one that passes TCP through",
        ...(at === undefined ? {} : { at }),
      },
    ];
  });
}

interface Written {
  readonly value: string;
  readonly at: Span;
}

/** The annotations that the file gives the Service, each with the place that has the last word. */
function writtenAnnotations(mesh: Mesh, cluster: Cluster): ReadonlyMap<string, Written> {
  const shared = Object.entries(mesh.metadata.annotations).map(
    ([key, value]) =>
      [key, { value, at: mesh.metadata.fieldsAt?.[`annotations.${key}`] ?? mesh.at }] as const,
  );
  const own = Object.entries(cluster.gateway.annotations).map(
    ([key, value]) => [key, { value, at: gatewaySpan(cluster, "annotations") }] as const,
  );
  const patched = patchesOfTheDoor(mesh, cluster).flatMap(({ patch, at }) => {
    const annotations = valueAt(patch, "/metadata/annotations");
    if (typeof annotations !== "object" || annotations === null) return [];
    return Object.entries(annotations).map(([key, value]) => {
      const text = typeof value === "string" ? value : "";
      return [key, { value: text, at }] as const;
    });
  });
  return new Map([...shared, ...own, ...patched]);
}
