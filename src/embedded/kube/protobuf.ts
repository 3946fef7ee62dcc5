import table from "../../../data/protobuf/fields.json" with { type: "json" };
import type { Json, JsonMap } from "../../kube/object.ts";
import { badRequest } from "./api-failure.ts";

/** Stands before every object. Source: apimachinery, pkg/runtime/serializer/protobuf. */
const MAGIC = Buffer.from("k8s\0");
const META = "apimachinery/pkg/apis/meta/v1";
const DELETE_OPTIONS = `${META}/DeleteOptions`;
const MILLISECONDS = 1_000;
const NANOSECONDS = 1_000_000;

/** The field's name in JSON, its type, and its form there: data/protobuf/README.md. */
type FieldRow = readonly [name: string, type: string, flags?: string];
const MESSAGES = table.messages as unknown as {
  readonly [message: string]: { readonly [number: string]: FieldRow };
};
const ROOTS: Readonly<Record<string, string>> = table.roots;

/** The fields of a message, by number; numbers of fixed width, which no kind has, are skipped. */
type Wire = ReadonlyMap<number, readonly (Buffer | number)[]>;

/** Messages that JSON writes in another form than field by field. */
const AS_VALUE: Readonly<Record<string, (message: Buffer) => Json | undefined>> = {
  [`${META}/Time`]: (message) => timeText(message, 0),
  [`${META}/MicroTime`]: (message) => timeText(message, 6),
  [`${META}/FieldsV1`]: (message) => JSON.parse(textAt(message, 1)) as Json,
  "apimachinery/pkg/api/resource/Quantity": (message) => textAt(message, 1),
  "apimachinery/pkg/util/intstr/IntOrString": (message) =>
    numberAt(message, 1) === 1 ? textAt(message, 3) : numberAt(message, 2),
};

/** The JSON of an object that a client sent as protobuf. Go programs, including kubectl, do so for the kinds of Kubernetes. */
export function jsonOfProtobuf(body: Buffer): string {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC))
    throw badRequest("provided data does not appear to be a protobuf message, expected prefix k8s");
  const unknown = wireOf(body.subarray(MAGIC.length));
  const type = wireOf(bytesOf(unknown, 1));
  const [apiVersion, kind] = [bytesOf(type, 1).toString(), bytesOf(type, 2).toString()];
  const message = kind === "DeleteOptions" ? DELETE_OPTIONS : ROOTS[`${apiVersion}/${kind}`];
  if (message === undefined)
    throw badRequest(`embedded clusters read no ${apiVersion} ${kind} in protobuf: send JSON`);
  return JSON.stringify({ apiVersion, kind, ...mapOf(bytesOf(unknown, 2), message) });
}

function mapOf(bytes: Buffer, message: string): JsonMap {
  const found: { [name: string]: Json } = {};
  const wire = wireOf(bytes);
  for (const [number, [name, type, flags = ""]] of Object.entries(MESSAGES[message] ?? {})) {
    const values = wire.get(Number(number));
    if (values === undefined) continue;
    if (flags.includes("n")) Object.assign(found, mapOf(asBytes(values.at(-1)), type));
    else {
      const value = fieldValue(values, type, flags);
      if (value !== undefined) found[name] = value;
    }
  }
  return found;
}

/** Go writes every plain value, so a zero may be one that nobody set; JSON leaves those out. */
function fieldValue(
  values: readonly (Buffer | number)[],
  type: string,
  flags: string,
): Json | undefined {
  if (flags.includes("m")) return Object.fromEntries(values.map((each) => entryOf(each, type)));
  if (flags.includes("r")) return values.flatMap((each) => valueOf(each, type) ?? []);
  const value = valueOf(values.at(-1), type);
  const isZero = value === "" || value === 0 || value === false;
  return isZero && flags.includes("o") ? undefined : value;
}

function entryOf(entry: Buffer | number, type: string): readonly [string, Json] {
  const wire = wireOf(asBytes(entry));
  return [bytesOf(wire, 1).toString(), valueOf(wire.get(2)?.at(-1), type) ?? ""];
}

function valueOf(value: Buffer | number | undefined, type: string): Json | undefined {
  if (type === "i") return Number(value);
  if (type === "b") return value === 1;
  if (type === "s") return asBytes(value).toString();
  if (type === "y") return asBytes(value).toString("base64");
  // The extra attributes of a user: a list in JSON, and a message around a list here.
  if (type.endsWith("/ExtraValue"))
    return (wireOf(asBytes(value)).get(1) ?? []).map((item) => asBytes(item).toString());
  return AS_VALUE[type] === undefined
    ? mapOf(asBytes(value), type)
    : AS_VALUE[type](asBytes(value));
}

/** RFC 3339, or nothing for the zero of Go's times. */
function timeText(message: Buffer, digits: number): string | undefined {
  const seconds = numberAt(message, 1);
  const nanoseconds = numberAt(message, 2) ?? 0;
  if (seconds === undefined) return undefined;
  const text = new Date(seconds * MILLISECONDS).toISOString().replace(/\.\d+Z$/, "");
  const part = String(Math.floor(nanoseconds / (NANOSECONDS / 1_000))).padStart(6, "0");
  return digits === 0 ? `${text}Z` : `${text}.${part}Z`;
}

function textAt(message: Buffer, number: number): string {
  return bytesOf(wireOf(message), number).toString();
}

function numberAt(message: Buffer, number: number): number | undefined {
  const value = wireOf(message).get(number)?.at(-1);
  return typeof value === "number" ? value : undefined;
}

function bytesOf(wire: Wire, number: number): Buffer {
  return asBytes(wire.get(number)?.at(-1));
}

function asBytes(value: Buffer | number | undefined): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;

function wireOf(message: Buffer): Wire {
  const fields = new Map<number, (Buffer | number)[]>();
  let position = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[position++];
      if (byte === undefined || shift > 63n) throw badRequest("proto: unexpected EOF");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
  };
  while (position < message.length) {
    const tag = Number(varint());
    const wire = tag & 7;
    const values = fields.get(tag >> 3) ?? [];
    fields.set(tag >> 3, values);
    if (wire === VARINT) values.push(Number(varint()));
    else if (wire === DELIMITED) {
      const length = Number(varint());
      if (length < 0 || position + length > message.length)
        throw badRequest("proto: unexpected EOF");
      values.push(message.subarray(position, (position += length)));
    } else position += wire === FIXED64 ? 8 : 4;
  }
  return fields;
}
