import { printableLines } from "../../util/printable.ts";
import type { Printable } from "../../util/printable-text.ts";

/** A part of a document in several lengths, from the best one to the one that is written where there is no room. */
export type Part = readonly [best: readonly string[], ...shorter: (readonly string[])[]];

interface Bounds {
  readonly maxBytes: number;
  /** The end of the document. */
  readonly foot: readonly string[];
  /** Stands before the end where a part does not have its best length. */
  readonly cut: readonly string[];
}

/**
 * A document of at most `maxBytes`. Parts stand in their order, in groups: a group gets what the groups before it leave. Within
 * a group each part grows by one length in its turn, so that a long one leaves the others their beginnings. What is cut is so
 * cut from the end, and the same document is cut in the same way.
 *
 * GitHub counts characters and others bytes; text has never fewer bytes in UTF-8 than units in UTF-16, so bytes bound both.
 * The trap: the shortest lengths of all parts are written, however small `maxBytes` is.
 */
export function fit(
  groups: readonly (readonly Part[])[],
  { maxBytes, foot, cut }: Bounds,
): Printable {
  const sized = groups.map((parts) => parts.map((part) => new Growing(part)));
  const all = sized.flat();
  const best = all.reduce((sum, { bestBytes }) => sum + bestBytes, bytesOf(foot));
  if (best <= maxBytes)
    return printableLines([...groups.flat().flatMap(([lines]) => lines), ...foot, ""]);
  let room = maxBytes - all.reduce((sum, { bytes }) => sum + bytes, bytesOf([...cut, ...foot]));
  for (const parts of sized) {
    let isGrowing = true;
    while (isGrowing) {
      isGrowing = false;
      for (const part of parts) {
        const taken = part.grow(room);
        room -= taken ?? 0;
        isGrowing ||= taken !== undefined;
      }
    }
  }
  return printableLines([...all.flatMap(({ lines }) => lines), ...cut, ...foot, ""]);
}

/** A part at one of its lengths; at first the shortest. */
class Growing {
  readonly #part: Part;
  readonly #sizes: readonly number[];
  #at: number;

  constructor(part: Part) {
    this.#part = part;
    this.#sizes = part.map(bytesOf);
    this.#at = part.length - 1;
  }

  get lines(): readonly string[] {
    return this.#part[this.#at] ?? [];
  }

  get bytes(): number {
    return this.#sizes[this.#at] ?? 0;
  }

  get bestBytes(): number {
    return this.#sizes[0] ?? 0;
  }

  /** Takes the next length, if `room` has the bytes that it needs more; they are given back. */
  grow(room: number): number | undefined {
    const next = this.#sizes[this.#at - 1];
    if (next === undefined || next - this.bytes > room) return undefined;
    const more = next - this.bytes;
    this.#at -= 1;
    return more;
  }
}

const UTF_8 = new TextEncoder();

/** Bytes of the lines as they are printed, each with its line break. */
function bytesOf(lines: readonly string[]): number {
  return lines.length === 0 ? 0 : UTF_8.encode(printableLines([...lines, ""])).length;
}
