import { certificateBundle } from "../certs/pem.ts";
import { addressKind } from "../mesh/address.ts";
import { ipRange } from "../mesh/ip-range.ts";
import { useOf } from "../mesh/special-ranges.ts";

/** A value as it is handed on, or why it is not, as a clause: "is not an address, but 12 other characters". */
export type OutputValue =
  { readonly value: string; readonly problem?: undefined } | { readonly problem: string };

/**
 * What each output may be. Values come from clusters, whose objects more people can write than those who apply, and go into
 * objects of other clusters: an address into JSON and YAML texts, a token and a CA into a kubeconfig.
 */
const OUTPUTS = {
  address: addressValue,
  token: (text) =>
    base64Text(text, /^[A-Za-z0-9._~+/=-]+$/) === undefined
      ? { problem: "is no token" }
      : { value: text },
  ca: caValue,
  checksum: (text) =>
    /^[0-9a-f]+$/.test(text) ? { value: text } : { problem: "is no hexadecimal number" },
} as const satisfies { readonly [output: string]: (text: string) => OutputValue };

type OutputName = keyof typeof OUTPUTS;

/** The value of an output of a cluster, as it may be handed on. Problems quote nothing but addresses: the rest is secret. */
export function outputValue(output: OutputName, text: string): OutputValue {
  return OUTPUTS[output](text);
}

/** An IP address or a DNS name by which others can reach a gateway. Loopback and link-local ones mean another machine there. */
function addressValue(text: string): OutputValue {
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

/** Both are base64, as in the Secret they come from. */
function caValue(text: string): OutputValue {
  const pem = base64Text(text, /^/);
  if (pem === undefined) return { problem: "is no base64" };
  const bundle = certificateBundle(pem);
  return bundle.problem === undefined
    ? { value: Buffer.from(bundle.pem).toString("base64") }
    : { problem: bundle.problem };
}

function base64Text(text: string, grammar: RegExp): string | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const decoded = Buffer.from(text, "base64").toString("utf8");
  return grammar.test(decoded) ? decoded : undefined;
}
