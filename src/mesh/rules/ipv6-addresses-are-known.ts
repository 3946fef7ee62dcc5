import { ipVersion } from "../../util/ip-version.ts";
import { firstMinorWith, hasFeature } from "../istio-versions.ts";
import { nameText } from "../name-text.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0449: before 1.28 the remote profile takes an IPv6 address for a host name, and no API server calls a webhook behind one.
 * Source: istio-discovery `templates/remote-istiod-service.yaml`.
 */
export const ipv6AddressesAreKnown: Rule = (mesh, topology) => {
  const old = mesh.istio.revisions.find(
    ({ version }) => !hasFeature(version, "ipv6-remote-address"),
  );
  if (old === undefined) return [];
  return mesh.clusters.flatMap(({ name, gateway }) => {
    const { address } = gateway;
    if (address === undefined || ipVersion(address) !== 6) return [];
    if (!topology.exposesControlPlane.includes(name)) return [];
    return [
      {
        code: "MP0449" as const,
        message: `the remotes of ${nameText(name)} cannot be given ${nameText(address)}: Istio ${nameText(old.version)} takes IPv6 addresses for host names`,
        help: `write Istio ${firstMinorWith("ipv6-remote-address")} or newer, or an IPv4 address`,
        at: gatewaySpan({ gateway }, "address"),
      },
    ];
  });
};
