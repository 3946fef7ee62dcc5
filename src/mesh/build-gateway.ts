import { addressKind, isCidr } from "./address.ts";
import type { BuildContext } from "./build-context.ts";
import type { WrittenCluster, WrittenValues } from "./defaults.ts";
import type { GatewaySettings, ValuesLayer } from "./model.ts";
import { nameText } from "./name-text.ts";
import type { NodePath } from "./parsed.ts";

/** The east-west gateway of one cluster: its own fields over those of `defaults` and of its network. */
export function buildGateway(written: WrittenCluster, context: BuildContext): GatewaySettings {
  const { section, place } = written;
  const gateway = section.gateway ?? {};
  const { address, allowFrom = [], service } = gateway;
  if (address !== undefined) checkAddress(address, place("gateway", "address"), context);
  checkRanges(allowFrom, place("gateway", "allowFrom"), context);
  const [namespace = "", name = ""] = (service ?? "").split("/");
  return {
    type: gateway.type ?? "LoadBalancer",
    ...(address === undefined ? {} : { address }),
    allowFrom,
    annotations: gateway.annotations ?? {},
    ...(service === undefined ? {} : { service: { namespace, name } }),
    nodeSelector: gateway.nodeSelector ?? {},
    values: buildLayers(written.gatewayValues, context),
    at: context.keySpan(place("gateway")),
    fieldsAt: context.spansOf(gateway, (field = "") => place("gateway", field)),
  };
}

export function buildLayers(
  layers: readonly WrittenValues[],
  context: BuildContext,
): readonly ValuesLayer[] {
  return layers.map(({ layer, values, path }) => ({
    layer,
    values,
    fieldsAt: context.leafSpans(path),
  }));
}

export function checkRanges(ranges: readonly string[], at: NodePath, context: BuildContext): void {
  for (const [index, range] of ranges.entries()) {
    if (isCidr(range)) continue;
    context.report(
      "MP0305",
      [...at, String(index)],
      `${nameText(range)} is not an address range`,
      "write an address and a prefix length, such as 10.0.0.0/8 or 192.0.2.7/32",
    );
  }
}

function checkAddress(address: string, at: NodePath, context: BuildContext): void {
  if (addressKind(address) !== "other") return;
  context.report(
    "MP0303",
    at,
    `gateway.address ${nameText(address)} is neither an IP address nor a host name`,
    "write one IPv4 or IPv6 address without port and prefix length, such as 34.75.71.237, or a DNS name of yours",
  );
}
