import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { refOf } from "../../kube/object.ts";
import { appliedFields } from "../../kube/unchanged.ts";
import { expectsHeader, interferences } from "../../mesh/load-balancer-annotations.ts";
import { FIELD_MANAGER } from "../../kube/field-manager.ts";
import type { Check, Known } from "./check.ts";

/**
 * MP0612, a warning: somebody else's annotation on the live Service makes its load balancer end TLS. What the file itself writes
 * is told at its line, before any cluster is asked.
 */
export const gatewayTlsPasses: Check<"facts"> = {
  over: "facts",
  codes: ["MP0612"],
  check: ({ topology, known }) => {
    const doors = new Set<string>([...topology.eastWestGateways, ...topology.hosts.keys()]);
    return known.filter(({ cluster }) => doors.has(cluster.name)).flatMap(check);
  },
};

function check({ cluster, facts: { gatewayService: service } }: Known): readonly Diagnostic[] {
  if (service === undefined) return [];
  const { annotations = {}, name, namespace = "" } = service.metadata;
  const applied = appliedFields(service, FIELD_MANAGER);
  const isOurs = (key: string): boolean =>
    applied?.has(["f:metadata", "f:annotations", `f:${key}`]) === true;
  return interferences(annotations)
    .filter(({ key }) => !isOurs(key))
    .filter(({ isHeader }) => !isHeader || !expectsHeader(cluster))
    .map(({ key, does }) => ({
      code: "MP0612",
      message: `with the annotation ${key} of the Service ${namespace}/${name} the load balancer of ${cluster.name} ${does}, and its gateway needs each connection as it comes`,
      help: "ask who wrote the annotation to remove it: a gateway between networks needs a load balancer that passes TCP through",
      cluster: cluster.name,
      object: refOf(service),
    }));
}
