/** A small DER reader: only what is needed from a certificate that OpenSSL has parsed. Source: ITU-T X.690. */

export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
}

/** The elements that follow each other in `bytes`. Throws RangeError where they are cut short. */
export function elementsOf(bytes: Uint8Array): readonly DerElement[] {
  const found: DerElement[] = [];
  for (let start = 0; start < bytes.length;) {
    const element = elementAt(bytes, start);
    found.push(element);
    start += element.whole.length;
  }
  return found;
}

/** Tags above 30 and lengths of more than four bytes are in no certificate. */
function elementAt(bytes: Uint8Array, start: number): DerElement {
  const [tag = 0, short = 0] = bytes.subarray(start, start + 2);
  const lengthBytes = short < 0x80 ? 0 : short & 0x7f;
  const from = start + 2 + lengthBytes;
  const length =
    lengthBytes === 0
      ? short
      : bytes.subarray(start + 2, from).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = from + length;
  if (lengthBytes > 4 || end > bytes.length) throw new RangeError("DER that is cut short");
  return { tag, content: bytes.subarray(from, end), whole: bytes.subarray(start, end) };
}
