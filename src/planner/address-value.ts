import { addressKind } from "../mesh/address.ts";
import { useOfHost } from "../mesh/special-ranges.ts";

/** A value as it is handed on, or why it is not, as a clause: "is not an address, but 12 other characters". */
export type OutputValue =
  { readonly value: string; readonly problem?: undefined } | { readonly problem: string };

/** An IP address or a DNS name by which others can reach a gateway. Loopback and link-local ones mean another machine there. */
export function addressValue(text: string): OutputValue {
  if (addressKind(text) === "other") return { problem: "is neither an IP address nor a DNS name" };
  const { use, why } = useOfHost(text);
  return use === "nowhere" ? { problem: why } : { value: text };
}
