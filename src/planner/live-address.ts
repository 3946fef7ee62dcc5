import { isMap, type Json, type KubeObject } from "../kube/object.ts";
import { addressKind } from "../mesh/address.ts";
import { ipRange } from "../mesh/ip-range.ts";
import { ipVersion } from "../util/ip-version.ts";
import { addressValue } from "./address-value.ts";
import { listAt } from "../kube/at.ts";

/** What the load balancer reported, or the address that others gave a Service by hand. */
interface LiveAddress {
  readonly ip?: string;
  readonly hostname?: string;
  /** Nothing of what is there can be used by others: whoever writes the Service's status may not say just anything. */
  readonly refused?: { readonly text: string; readonly problem: string };
}

/**
 * The address by which others reach a Service. Clouds report several, of both families and beside a host name, in an order
 * that means nothing and changes by itself: one that is in use (`inUse`, the most wanted first) and still reported stays,
 * spelt as it is there; then comes one of the family that is in use, IPv4 where nothing is; a name is for want of an address.
 */
export function liveAddress(service: KubeObject, inUse: readonly string[] = []): LiveAddress {
  const status = service["status"];
  const spec = service["spec"];
  const loadBalancer = isMap(status) ? status["loadBalancer"] : undefined;
  const reported = listAt(loadBalancer, "ingress").filter(isMap).flatMap(entriesOf);
  const balanced = chosen(reported, inUse);
  if (balanced.ip !== undefined || balanced.hostname !== undefined) return balanced;
  const byHand = chosen(
    listAt(spec, "externalIPs").flatMap((ip) => candidate("ip", ip)),
    inUse,
  );
  return byHand.ip === undefined && balanced.refused !== undefined ? balanced : byHand;
}

/** Whether others reach a Service already, by an address or a name. */
export function hasAddress(service: KubeObject): boolean {
  const { ip, hostname } = liveAddress(service);
  return (ip ?? hostname) !== undefined;
}

/** An address or a name as somebody reported it. */
interface Candidate {
  readonly key: "ip" | "hostname";
  readonly text: string;
  readonly problem?: string;
}

/** An entry may have both: the address is what a name only leads to. */
function entriesOf(entry: { readonly [key: string]: Json | undefined }): readonly Candidate[] {
  const ip = candidate("ip", entry["ip"]);
  return ip.length > 0 ? ip : candidate("hostname", entry["hostname"]);
}

function candidate(key: Candidate["key"], text: Json | undefined): readonly Candidate[] {
  if (typeof text !== "string" || text === "") return [];
  const { problem } = addressValue(text);
  if (problem !== undefined) return [{ key, text, problem }];
  if (key === "ip" && addressKind(text) !== "ip")
    return [{ key, text, problem: "is no IP address" }];
  return [{ key, text }];
}

function chosen(candidates: readonly Candidate[], inUse: readonly string[]): LiveAddress {
  const usable = candidates.filter(({ problem }) => problem === undefined);
  const ips = usable.flatMap(({ key, text }) => (key === "ip" ? [text] : [])).sort();
  const reported = new Set(ips.map(sameSpelling));
  const kept = inUse.find((one) => reported.has(sameSpelling(one)));
  const family = inUse.map(ipVersion).find((one) => one !== undefined) ?? 4;
  const ip = kept ?? ips.find((one) => ipVersion(one) === family) ?? ips[0];
  if (ip !== undefined) return { ip };
  const names = usable.map(({ text }) => text).sort();
  const hostname = inUse.find((one) => names.includes(one)) ?? names[0];
  if (hostname !== undefined) return { hostname };
  const [refused] = [...candidates].sort((a, b) => (a.text < b.text ? -1 : 1));
  const { text, problem } = refused ?? {};
  return text === undefined || problem === undefined ? {} : { refused: { text, problem } };
}

/** IPv6 has many spellings of one address. */
function sameSpelling(address: string): string {
  return ipRange(address)?.text ?? address;
}
