import type { IncomingMessage } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { LIMITS } from "../../util/limits.ts";
import { ConnectionFailure } from "./connection-failure.ts";
import type { Allowance } from "./allowance.ts";
import type { Limiter } from "./limiter.ts";
import { systemErrorCode } from "../host/system-error.ts";

export interface BodyBounds {
  /** Bytes of the whole body, unpacked. */
  readonly most: number;
  /** What all answers of this server may be. */
  readonly allowance: Allowance;
  /** Bytes that any body may have at any time, whatever the others are. */
  readonly small: number;
  /** The places in which more than that is read: shared by all clusters, for they share the memory. */
  readonly large: Limiter;
  /** Called before and after a wait for such a place, which is not the server's time. */
  readonly waiting?: { readonly begins: () => void; readonly ends: () => void };
  readonly signal?: AbortSignal;
}

/**
 * The whole body, unpacked while it comes, so that one that grows beyond its bounds is given up there and is never in memory
 * whole. Throws ConnectionFailure where it is too large, and where it is not what its encoding says.
 */
export async function bodyOf(response: IncomingMessage, bounds: BodyBounds): Promise<Buffer> {
  const reading = new BodyReading(response, bounds);
  try {
    if (!(await reading.upTo(bounds.small))) {
      bounds.waiting?.begins();
      await bounds.large.run(async () => {
        bounds.waiting?.ends();
        await reading.upTo(Infinity);
      }, bounds.signal);
    }
    return reading.whole();
  } finally {
    reading.stop();
  }
}

class BodyReading {
  readonly #source: Readable;
  readonly #chunks: AsyncIterator<Buffer, undefined>;
  readonly #most: number;
  readonly #allowance: Allowance;
  /** Bytes that were unpacked so far; undefined where nothing is packed. */
  readonly #packed: (() => number) | undefined;
  readonly #read: Buffer[] = [];
  #size = 0;
  #parts = 0;

  constructor(response: IncomingMessage, { most, allowance }: BodyBounds) {
    this.#most = most;
    this.#allowance = allowance;
    if (response.headers["content-encoding"] === "gzip") {
      const gunzip = createGunzip({ chunkSize: 64 * 1024 });
      this.#packed = () => gunzip.bytesWritten;
      // Whoever reads is told of errors, and ends both by ending one.
      this.#source = pipeline(response, gunzip, () => undefined);
    } else this.#source = response;
    this.#chunks = this.#source[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  }

  /** Reads on until more than `size` bytes are there; true: it is at the end. */
  async upTo(size: number): Promise<boolean> {
    while (this.#size <= size) {
      const chunk = await this.#next();
      if (chunk === undefined) return true;
      this.#size += chunk.length;
      if (this.#size > this.#most) throw new ConnectionFailure("too-large", "answer");
      const parts = partsIn(chunk);
      this.#parts += parts;
      if (this.#parts > LIMITS.answerParts.most)
        throw new ConnectionFailure("too-large", "answer of many parts");
      if (!this.#allowance.spend(Math.max(chunk.length, parts * PART)))
        throw new ConnectionFailure("too-large", "answers at once");
      const packed = this.#packed?.();
      if (packed !== undefined && this.#size > Math.max(PACKED_AT_WILL, packed * UNPACKING))
        throw new ConnectionFailure("too-large", "packed answer");
      this.#read.push(chunk);
    }
    return false;
  }

  whole(): Buffer {
    return Buffer.concat(this.#read.splice(0), this.#size);
  }

  stop(): void {
    this.#source.destroy();
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const step = await this.#chunks.next();
      return step.done === true ? undefined : step.value;
    } catch (error) {
      const isPacking = systemErrorCode(error)?.startsWith("Z_") === true;
      throw isPacking ? new ConnectionFailure("garbled", "gzip", error) : error;
    }
  }
}

/** Bytes of a part, at least: objects of Kubernetes have some 20, and a list of zeros has two. */
const PART = 16;

const [BRACE, BRACKET, COMMA] = [0x7b, 0x5b, 0x2c];

/** Maps, lists and their entries: what a value costs once it is read. A comma in a text counts, too; few texts have many. */
function partsIn(chunk: Buffer): number {
  let count = 0;
  // By index: an iterator takes ten times as long.
  for (let at = 0; at < chunk.length; at += 1) {
    const byte = chunk[at];
    if (byte === COMMA || byte === BRACE || byte === BRACKET) count += 1;
  }
  return count;
}

/** Below it, no ratio says anything: a short text may be one character many times. */
const PACKED_AT_WILL = LIMITS.smallAnswer.most;
const UNPACKING = LIMITS.unpacking.most;
