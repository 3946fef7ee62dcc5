import { nameText } from "../name-text.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** Settings of a gateway that meshplan makes. */
const OWN = ["type", "allowFrom", "annotations", "nodeSelector", "values"];

/** MP0493: settings for a gateway that others made would have no effect. */
export const gatewaysOfOthersAreTheirs: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { gateway, name } = cluster;
    if (gateway.service === undefined) return [];
    const written = OWN.filter((field) => gateway.fieldsAt?.[field] !== undefined);
    return written.map((field) => ({
      code: "MP0493",
      message: `gateway.${field} of ${nameText(name)} has no effect: its gateway is that of others, ${gateway.service?.namespace ?? ""}/${gateway.service?.name ?? ""}`,
      help: `remove gateway.${field}, or gateway.service to let meshplan make the gateway`,
      at: gatewaySpan(cluster, field),
    }));
  });
