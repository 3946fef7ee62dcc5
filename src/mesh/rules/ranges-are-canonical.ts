import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../diagnostics/source.ts";
import { ipRange } from "../ip-range.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan, gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0422, a warning: 10.1.2.3/8 is all of 10.0.0.0/8, sixteen million addresses where perhaps one was meant. Kubernetes and
 * load balancers accept it silently, or refuse it late.
 */
export const rangesAreCanonical: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => [
    ...check("podCidrs", cluster.podCidrs, fieldSpan(cluster, "podCidrs")),
    ...check("allowFrom", cluster.gateway.allowFrom, gatewaySpan(cluster, "allowFrom")),
  ]);

function check(field: string, ranges: readonly string[], at: Span): readonly Diagnostic[] {
  for (const written of ranges) {
    const [address = ""] = written.split("/");
    const range = ipRange(written);
    const own = ipRange(address);
    if (range === undefined || own === undefined || own.first === range.first) continue;
    return [
      {
        code: "MP0422",
        message: `${field} ${nameText(written)} is the whole range ${range.text}`,
        help: `write ${range.text}, or ${nameText(address)}/${own.family === 4 ? "32" : "128"} where one address is meant`,
        at,
      },
    ];
  }
  return [];
}
