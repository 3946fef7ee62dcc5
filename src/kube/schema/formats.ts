import type { Json } from "../object.ts";
import { isQuantity } from "../quantity.ts";
import type { ScalarFormat } from "./schema.ts";

/** The names of the formats, for people. */
export const FORMAT_NAMES: { readonly [F in ScalarFormat]: string } = {
  integer: "a whole number",
  int32: "a whole number of 32 bits",
  int64: "a whole number of 64 bits",
  quantity: "a quantity such as 500m or 1Gi",
  "int-or-string": "a whole number or a text",
  time: "a time such as 2026-01-31T12:00:00Z",
  bytes: "base64",
};

/**
 * Whether the types of an API server can hold a scalar.
 *
 * Source: the UnmarshalJSON functions of apimachinery's Quantity, IntOrString and Time, and encoding/json.
 */
export function fitsFormat(value: Json, format: ScalarFormat): boolean {
  return FITS[format](value);
}

const FITS: { readonly [F in ScalarFormat]: (value: Json) => boolean } = {
  integer: (value) => Number.isInteger(value),
  int32: (value) => isWithin(value, 32n),
  int64: (value) => isWithin(value, 64n),
  quantity: (value) =>
    typeof value === "number" || (typeof value === "string" && isQuantity(value)),
  "int-or-string": (value) => typeof value === "string" || isWithin(value, 32n),
  time: (value) => typeof value === "string" && TIME.test(value),
  bytes: (value) => typeof value === "string" && BASE64.test(value.replace(/[\r\n]/g, "")),
};

function isWithin(value: Json, bits: bigint): boolean {
  if (typeof value !== "number" || !Number.isInteger(value)) return false;
  const limit = 1n << (bits - 1n);
  return BigInt(value) >= -limit && BigInt(value) < limit;
}

/** RFC 3339, as Go reads it. */
const TIME =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d([.,]\d+)?(Z|[+-]([01]\d|2[0-4]):[0-6]\d)$/;
const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
