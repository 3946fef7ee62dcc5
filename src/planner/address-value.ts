import { addressKind } from "../mesh/address.ts";
import { ipRange } from "../mesh/ip-range.ts";
import { useOf } from "../mesh/special-ranges.ts";

/** A value as it is handed on, or why it is not, as a clause: "is not an address, but 12 other characters". */
export type OutputValue =
  { readonly value: string; readonly problem?: undefined } | { readonly problem: string };

/** An IP address or a DNS name by which others can reach a gateway. Loopback and link-local ones mean another machine there. */
export function addressValue(text: string): OutputValue {
  const kind = addressKind(text);
  if (kind === "other") return { problem: "is neither an IP address nor a DNS name" };
  if (kind === "host")
    return /(^|\.)localhost\.?$/i.test(text)
      ? { problem: "is the caller's own machine" }
      : { value: text };
  const range = ipRange(text);
  const { use, why } = range === undefined ? ({ use: "nowhere", why: "" } as const) : useOf(range);
  return use === "nowhere" ? { problem: why } : { value: text };
}
