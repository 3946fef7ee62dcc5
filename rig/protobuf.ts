/** The little of protobuf's wire format that asking istiod for endpoints takes. */

const MORE = 0x80;
const LOW_BITS = 0x7f;
const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;

export interface Field {
  readonly number: number;
  /** Bytes of a length-delimited field, the number of a varint. Fixed-width fields are skipped. */
  readonly value: Buffer | number;
}

/** A length-delimited field: a string, bytes or a message. */
export function writeField(number: number, value: string | Buffer): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return Buffer.concat([writeVarint((number << 3) | DELIMITED), writeVarint(bytes.length), bytes]);
}

/** google.protobuf.Struct with string values only. */
export function writeStruct(values: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(values).map(([key, value]) =>
      writeField(1, Buffer.concat([writeField(1, key), writeField(2, writeField(3, value))])),
    ),
  );
}

export function readFields(message: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let position = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= MORE) {
      const byte = message[position++];
      if (byte === undefined) throw new Error("protobuf: message ends inside a number");
      value += (byte & LOW_BITS) * scale;
      if (byte < MORE) return value;
    }
  };
  while (position < message.length) {
    const tag = readVarint();
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (wire === VARINT) fields.push({ number, value: readVarint() });
    else if (wire === DELIMITED) {
      const length = readVarint();
      fields.push({ number, value: message.subarray(position, (position += length)) });
    } else position += wire === FIXED64 ? 8 : 4;
  }
  return fields;
}

/** Every message or string at a field number. */
export function messagesAt(message: Buffer, number: number): readonly Buffer[] {
  return readFields(message).flatMap((field) =>
    field.number === number && typeof field.value !== "number" ? [field.value] : [],
  );
}

/** The messages at a path of field numbers, all of them at every step. */
export function messagesAtPath(message: Buffer, ...path: readonly number[]): readonly Buffer[] {
  return path.reduce<readonly Buffer[]>(
    (here, number) => here.flatMap((each) => messagesAt(each, number)),
    [message],
  );
}

export function numberAt(message: Buffer, number: number): number | undefined {
  const found = readFields(message).find((field) => field.number === number)?.value;
  return typeof found === "number" ? found : undefined;
}

function writeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= MORE; rest = Math.floor(rest / MORE)) bytes.push((rest % MORE) | MORE);
  return Buffer.from([...bytes, rest]);
}
