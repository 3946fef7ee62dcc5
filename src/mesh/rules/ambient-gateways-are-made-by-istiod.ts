import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../diagnostics/source.ts";
import { addressKind } from "../address.ts";
import type { Cluster, GatewaySettings, Mesh } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0434 and MP0435: a Gateway of the Gateway API cannot express a setting, or has no room for it. */
export const ambientGatewaysAreMadeByIstiod: Rule = (mesh, { eastWestGateways }) => {
  if (mesh.mode !== "ambient" || eastWestGateways.length === 0) return [];
  const clusters = mesh.clusters.filter(({ name }) => eastWestGateways.includes(name));
  return [
    ...clusters.flatMap(withoutEffect),
    ...tooManyLabels(mesh),
    ...clusters.flatMap((cluster) => tooManyAnnotations(mesh, cluster)),
  ];
};

function withoutEffect({ gateway }: Cluster): readonly Diagnostic[] {
  const { type, address, service } = gateway;
  const refused = (field: string, message: string, help: string): Diagnostic => ({
    code: "MP0434",
    message,
    help,
    at: placeOf(gateway, field),
  });
  return [
    ...(type === "LoadBalancer"
      ? []
      : [
          refused(
            "type",
            `an ambient gateway is reached at port 15008 of its load balancer, and ${type} has none`,
            "remove `type`: the other networks need a load balancer",
          ),
        ]),
    ...(address !== undefined && addressKind(address) === "host"
      ? [
          refused(
            "address",
            `an ambient gateway has the address of its load balancer, not the name ${nameText(address)}`,
            "write a reserved IP address, or remove `address`",
          ),
        ]
      : []),
    ...(service === undefined
      ? []
      : [
          refused(
            "service",
            `istiod makes the ambient gateway, and the Service ${nameText(`${service.namespace}/${service.name}`)} of others is not used`,
            "remove `service`",
          ),
        ]),
  ];
}

/** Limits of `spec.infrastructure` in every release of the Gateway API. */
const MOST_LABELS = 8;
const MOST_ANNOTATIONS = 16;

/** The network takes one of the places. */
function tooManyLabels({ metadata, at }: Mesh): readonly Diagnostic[] {
  const keys = Object.keys(metadata.labels);
  const [first] = keys.slice(MOST_LABELS - 1);
  if (first === undefined) return [];
  return [
    {
      code: "MP0435",
      message: `the network and ${String(keys.length)} labels of yours are more than the ${String(MOST_LABELS)} that an ambient gateway takes`,
      help: `remove ${String(keys.length + 1 - MOST_LABELS)} of metadata.labels`,
      at: metadata.fieldsAt?.[`labels.${first}`] ?? at,
    },
  ];
}

function tooManyAnnotations({ metadata }: Mesh, { gateway }: Cluster): readonly Diagnostic[] {
  const keys = [...Object.keys(metadata.annotations), ...Object.keys(gateway.annotations)];
  const count = new Set(keys).size;
  if (count <= MOST_ANNOTATIONS) return [];
  return [
    {
      code: "MP0435",
      message: `${String(count)} annotations are more than the ${String(MOST_ANNOTATIONS)} that an ambient gateway takes`,
      help: "remove some of gateway.annotations or metadata.annotations",
      at: placeOf(gateway, "annotations"),
    },
  ];
}

function placeOf({ at, fieldsAt }: GatewaySettings, field: string): Span {
  return fieldsAt?.[field] ?? at;
}
