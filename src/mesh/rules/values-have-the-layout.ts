import type { Cluster, ValuesLayer } from "../model.ts";
import { nameText } from "../name-text.ts";
import { closest } from "../../util/closest.ts";
import type { Rule } from "./rule.ts";

/** The parts of an IstioOperator's values. Source: istio operator/pkg/apis/values_types.proto. */
const PARTS = [
  "base",
  "cni",
  "compatibilityVersion",
  "defaultRevision",
  "experimental",
  "gatewayClasses",
  "gateways",
  "global",
  "istiodRemote",
  "meshConfig",
  "ownerName",
  "pilot",
  "platform",
  "profile",
  "revision",
  "revisionTags",
  "sidecarInjectorWebhook",
  "telemetry",
  "ztunnel",
];

/** Keys at the top of the istiod chart's values, which stand under `pilot` in an IstioOperator. */
const PILOT_KEYS = [
  "affinity",
  "autoscaleEnabled",
  "autoscaleMax",
  "autoscaleMin",
  "configMap",
  "env",
  "nodeSelector",
  "podAnnotations",
  "replicaCount",
  "resources",
  "rollingMaxSurge",
  "rollingMaxUnavailable",
  "tolerations",
  "topologySpreadConstraints",
  "traceSampling",
];

/** MP0486: values are laid out as in an IstioOperator, also where Helm renders; those of the istiod chart are not. */
export const valuesHaveTheLayout: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) =>
    cluster.values.flatMap((layer) => unknownParts(layer, cluster)),
  );

function unknownParts({ values, fieldsAt }: ValuesLayer, { at }: Cluster): ReturnType<Rule> {
  return Object.keys(values)
    .filter((key) => !PARTS.includes(key))
    .map((key) => {
      const meant = closest(key, PARTS);
      const isPilot = PILOT_KEYS.includes(key);
      const place = Object.entries(fieldsAt).find(([leaf]) => leaf.split("/")[1] === key)?.[1];
      return {
        code: "MP0486",
        message: `${nameText(key)} is no part of the values of an IstioOperator`,
        help: isPilot
          ? `write it under \`pilot\`, where the values of istiod stand`
          : meant === undefined
            ? `the parts are ${PARTS.join(", ")}`
            : `did you mean \`${meant}\`?`,
        at: place ?? at,
      };
    });
}
