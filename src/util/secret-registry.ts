import { decodeUtf8 } from "./decode-utf8.ts";

/** The text that replaces a secret. */
const SENSITIVE = "(sensitive)";

/** A piece of a secret of this length counts as secret: it is found wherever it was cut out. */
const WINDOW = 16;
/** The same length for the readable part of a signed token; "istio-system" is in each of them, and in many other places. */
const CLAIMS_WINDOW = 32;
/** A seed is looked up, and then its surroundings are compared. */
const SEED = 8;
/** Every window holds this many seeds in a row, so that one of them starts at a multiple of it. */
const STEP = WINDOW - SEED + 1;
/** Shorter texts are parts of words; removing them would only spoil the output. */
const SHORTEST = 6;

/** The place of a seed in a spelling of a secret. Seeds of one hash are chained: there are as many as secrets are long. */
interface Place {
  readonly spelling: string;
  readonly at: number;
  /** The number of characters in a row from which a piece of this secret counts as secret. */
  readonly least: number;
  readonly next: Place | undefined;
}

/**
 * All secrets of one run, and the one way to remove them from a text.
 *
 * Code that learns a secret keeps it here before it does anything else with it; every text that leaves the process passes
 * through `redact`. A server repeats what it was sent, cuts it anywhere and spells it in its own way, so any 16 characters in
 * a row count: of the secret itself, in base64 at each of the three offsets (both alphabets), hexadecimal, percent-encoded (what
 * has to be, or every byte) and escaped as in JSON. In a JSON Web Token this holds for the signature. Its claims are not secret without the signature, so
 * there 32 characters count. A secret (or a spelling) of 6 to 15 characters is found only as a whole, a shorter one never.
 *
 * The trap: a kept text counts as secret in full. Keep only the secret, not the document around it: the windows of a whole
 * kubeconfig are in every plan.
 */
export class SecretRegistry {
  readonly #kept = new Set<string>();
  /** By the hash of the seed. */
  readonly #seeds = new Map<number, Place>();
  readonly #short = new Set<string>();
  #filter: SeedFilter | undefined;

  /**
   * From now on no text holds this secret. If it is base64 of a text, as in the data of a Secret, that text is kept too.
   * Bytes are secrets that were never text, such as the number inside a private key.
   */
  keep(secret: string | Uint8Array): void {
    if (secret.length < SHORTEST) return;
    const text = typeof secret === "string" ? secret : Buffer.from(secret).toString("latin1");
    const key = typeof secret === "string" ? text : `\0${text}`;
    if (this.#kept.has(key)) return;
    this.#kept.add(key);
    const signature = typeof secret === "string" ? signatureOf(text) : undefined;
    const least = signature === undefined ? WINDOW : CLAIMS_WINDOW;
    for (const spelling of typeof secret === "string" ? spellings(text) : encodings(secret))
      this.#learn(spelling, least);
    if (typeof secret !== "string") return;
    if (signature !== undefined) this.keep(signature);
    const decoded = decodedBase64(text);
    if (decoded !== undefined) this.keep(decoded);
  }

  /** The text with `(sensitive)` for every part that is a secret, or a piece of one. The same text where there is none. */
  redact(text: string): string {
    // A text that was redacted before stays as it is, whatever a secret looks like.
    if (text.includes(SENSITIVE))
      return text
        .split(SENSITIVE)
        .map((part) => this.#clean(part))
        .join(SENSITIVE);
    return this.#clean(text);
  }

  /** Whether the text has 16 characters of a secret; short secrets, which any word may look like, do not count. */
  holds(text: string): boolean {
    return this.#findIn(text).next().done !== true;
  }

  #learn(spelling: string, least: number): void {
    if (spelling.length < WINDOW) {
      if (spelling.length >= SHORTEST && !SENSITIVE.includes(spelling)) this.#short.add(spelling);
      return;
    }
    this.#filter = undefined;
    for (let at = 0; at + SEED <= spelling.length; at += STEP) {
      const hash = hashAt(spelling, at);
      const next = this.#seeds.get(hash);
      // Tokens begin alike: one place serves all of them.
      const place = { spelling, at, least, next };
      if (!isKnown(next, place)) this.#seeds.set(hash, place);
    }
  }

  #clean(text: string): string {
    let rest = 0;
    let clean = "";
    for (const { start, end } of this.#findIn(text)) {
      if (start > rest || rest === 0) clean += text.slice(rest, start) + SENSITIVE;
      rest = end;
    }
    return this.#withoutShort(rest === 0 ? text : clean + text.slice(rest));
  }

  #withoutShort(text: string): string {
    let clean = text;
    const longestFirst = [...this.#short].sort((a, b) => b.length - a.length);
    for (const secret of longestFirst)
      if (clean.includes(secret))
        clean = clean
          .split(SENSITIVE)
          .map((part) => part.replaceAll(secret, SENSITIVE))
          .join(SENSITIVE);
    return clean;
  }

  /** The parts of a text that are in a secret, in order, none touching the next. One pass, however many secrets are known. */
  *#findIn(text: string): Generator<{ readonly start: number; readonly end: number }> {
    if (this.#seeds.size === 0 || text.length < WINDOW) return;
    this.#filter ??= new SeedFilter(this.#seeds.keys(), this.#seeds.size);
    let found: { start: number; end: number } | undefined;
    for (const { at, hash } of this.#filter.candidates(text)) {
      for (let place = this.#seeds.get(hash); place !== undefined; place = place.next) {
        const length = commonFrom(text, at, place);
        // Another seed of the same hash.
        if (length < SEED) continue;
        const end = at + length;
        const start = at - commonBefore(text, at, place);
        if (end - start < place.least) continue;
        if (found !== undefined && start <= found.end)
          found = { start: Math.min(found.start, start), end: Math.max(found.end, end) };
        else {
          if (found !== undefined) yield found;
          found = { start, end };
        }
      }
    }
    if (found !== undefined) yield found;
  }
}

/** Whether the known places already find everything that this place would find. */
function isKnown(known: Place | undefined, { spelling, at, least }: Place): boolean {
  for (let one = known; one !== undefined; one = one.next) {
    const before = Math.min(at, least - SEED);
    const from = Math.min(spelling.length - at, least);
    if (
      one.least <= least &&
      commonBefore(spelling, at, one) >= before &&
      commonFrom(spelling, at, one) >= from
    )
      return true;
  }
  return false;
}

/** How far a text equals the spelling from this place on, up to the possible end of a window around the seed. */
function commonFrom(text: string, from: number, { spelling, at, least }: Place): number {
  let length = 0;
  while (
    length < least &&
    at + length < spelling.length &&
    text.charCodeAt(from + length) === spelling.charCodeAt(at + length)
  )
    length += 1;
  return length;
}

/** The same comparison backwards. */
function commonBefore(text: string, until: number, { spelling, at, least }: Place): number {
  let length = 0;
  while (
    length < least - SEED &&
    length < at &&
    text.charCodeAt(until - 1 - length) === spelling.charCodeAt(at - 1 - length)
  )
    length += 1;
  return length;
}

/** The signature of a JSON Web Token (RFC 7519): the part that only its issuer could make. */
function signatureOf(text: string): string | undefined {
  const [, header = "", signature] = /^([\w-]+)\.[\w-]+\.([\w-]*)$/.exec(text) ?? [];
  const decoded = decodeUtf8(Buffer.from(header, "base64url"));
  return decoded?.startsWith('{"') === true ? signature : undefined;
}

/** The ways in which a text may stand in another, each once. */
function spellings(text: string): ReadonlySet<string> {
  const percent = percentEncoded(text);
  return new Set([
    text,
    JSON.stringify(text).slice(1, -1),
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    ...encodings(Buffer.from(text)),
  ]);
}

/** Half of a surrogate pair has no encoding; such a text is found as it is. */
function percentEncoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

function encodings(bytes: Uint8Array): ReadonlySet<string> {
  const hex = Buffer.from(bytes).toString("hex");
  const base64 = [0, 1, 2].flatMap((offset) => base64At(bytes, offset));
  const alike = base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  // Of every byte, as some encoders write it, whether it has to be or not.
  const percent = hex.replaceAll(/../g, "%$&");
  return new Set([hex, hex.toUpperCase(), percent, percent.toUpperCase(), ...base64, ...alike]);
}

/**
 * The base64 of bytes that begin `offset` bytes after a group of three: once as the end of all, and once where more bytes
 * follow, which changes the last character. The windows of a long spelling find it, so one form serves for both.
 */
function base64At(bytes: Uint8Array, offset: number): readonly string[] {
  const BITS = 6;
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  const first = Math.ceil((offset * 8) / BITS);
  const ending = whole.slice(first);
  if (ending.length > WINDOW) return [ending];
  return [ending, whole.slice(first, Math.floor(((offset + bytes.length) * 8) / BITS))];
}

/** The text behind a base64 text; undefined where it is not base64, or not of a text. */
function decodedBase64(text: string): string | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const decoded = decodeUtf8(Buffer.from(text, "base64"));
  return decoded === undefined || /[^\P{Cc}\t\r\n]/u.test(decoded) ? undefined : decoded;
}

/** Says in one pass where in a text a seed may start: it is sometimes wrong, but never misses one. */
class SeedFilter {
  readonly #bits: Uint32Array;
  readonly #shift: number;

  constructor(hashes: Iterable<number>, count: number) {
    const BITS_A_SEED = 16;
    const size = Math.max(10, Math.ceil(Math.log2(count * BITS_A_SEED)));
    this.#shift = 32 - size;
    this.#bits = new Uint32Array(2 ** (size - 5));
    for (const hash of hashes) {
      const place = this.#placeOf(hash);
      this.#bits[place >>> 5] = this.#wordAt(place) | (1 << (place & 31));
    }
  }

  *candidates(text: string): Generator<{ readonly at: number; readonly hash: number }> {
    let hash = 0;
    for (let at = 0; at < text.length; at += 1) {
      hash = rolled(hash, text.charCodeAt(at));
      if (at >= SEED) hash = (hash - Math.imul(text.charCodeAt(at - SEED), LEAVING)) | 0;
      const place = this.#placeOf(hash);
      if (at >= SEED - 1 && (this.#wordAt(place) & (1 << (place & 31))) !== 0)
        yield { at: at - SEED + 1, hash };
    }
  }

  #placeOf(hash: number): number {
    return Math.imul(hash, 0x9e3779b1) >>> this.#shift;
  }

  #wordAt(place: number): number {
    return this.#bits[place >>> 5] ?? 0;
  }
}

const BASE = 0x01000193;
/** BASE to the power of SEED: the weight of the character that leaves a run of SEED + 1. */
const LEAVING = Array.from({ length: SEED }).reduce((power: number) => Math.imul(power, BASE), 1);

function hashAt(text: string, from: number): number {
  let hash = 0;
  for (let at = from; at < from + SEED; at += 1) hash = rolled(hash, text.charCodeAt(at));
  return hash;
}

function rolled(hash: number, code: number): number {
  return (Math.imul(hash, BASE) + code) | 0;
}
