/** A small DER writer: just what X.509 certificates need. Source: ITU-T X.690. */

export function tlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = concat(contents);
  return concat([Uint8Array.of(tag), lengthOf(body.length), body]);
}

function lengthOf(length: number): Uint8Array {
  if (length < 128) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

export function sequence(...items: readonly Uint8Array[]): Uint8Array {
  return tlv(0x30, ...items);
}

export function set(...items: readonly Uint8Array[]): Uint8Array {
  return tlv(0x31, ...items);
}

/** `[number]` with content of its own; primitive unless `constructed`. */
export function tagged(number: number, content: Uint8Array, constructed = true): Uint8Array {
  return tlv((constructed ? 0xa0 : 0x80) | number, content);
}

/** A non-negative integer, big-endian. */
export function integer(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const rest = bytes.subarray(start);
  const needsZero = ((rest[0] ?? 0) & 0x80) !== 0 || rest.length === 0;
  return tlv(0x02, needsZero ? concat([Uint8Array.of(0), rest]) : rest);
}

export function boolean(value: boolean): Uint8Array {
  return tlv(0x01, Uint8Array.of(value ? 0xff : 0));
}

export function octets(content: Uint8Array): Uint8Array {
  return tlv(0x04, content);
}

/** A bit string of whole bytes, or one whose last byte has `unused` bits. */
export function bits(content: Uint8Array, unused = 0): Uint8Array {
  return tlv(0x03, Uint8Array.of(unused), content);
}

export function utf8(text: string): Uint8Array {
  return tlv(0x0c, Buffer.from(text, "utf8"));
}

/** `1.2.840.10045.4.3.2`. */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const group = [part % 128];
    for (let high = Math.floor(part / 128); high > 0; high = Math.floor(high / 128))
      group.unshift(0x80 | (high % 128));
    bytes.push(...group);
  }
  return tlv(0x06, Uint8Array.from(bytes));
}

/** UTCTime until 2049, GeneralizedTime from 2050, as RFC 5280 4.1.2.5 asks. */
export function time(date: Date): Uint8Array {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, "");
  return date.getUTCFullYear() < 2050
    ? tlv(0x17, Buffer.from(digits.slice(2), "ascii"))
    : tlv(0x18, Buffer.from(digits, "ascii"));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
