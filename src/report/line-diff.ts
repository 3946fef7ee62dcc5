import { diffArrays } from "diff";

/** One line of a compared text. A gap stands for equal lines that are not shown, or says how the rest is compared. */
interface DiffLine {
  readonly kind: "added" | "removed" | "same" | "gap";
  readonly text: string;
}

/** The limit of changed lines. Finding the smallest difference among more takes seconds, and nobody reads so many singly. */
const MOST_EDITS = 1000;

/**
 * Compares two texts line by line, keeping `context` equal lines around each change. No change is left out, however many
 * there are.
 */
export function lineDiff(before: string, after: string, context: number): readonly DiffLine[] {
  const old = withoutLastBreak(before).split("\n");
  const fresh = withoutLastBreak(after).split("\n");
  return folded(compare(old, fresh), context);
}

function withoutLastBreak(text: string): string {
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}

const lines = (kind: DiffLine["kind"], texts: readonly string[]): readonly DiffLine[] =>
  texts.map((text) => ({ kind, text }));

function compare(old: readonly string[], fresh: readonly string[]): readonly DiffLine[] {
  const found = diffArrays([...old], [...fresh], { maxEditLength: MOST_EDITS });
  return (
    found?.flatMap(({ added, removed, value }) =>
      lines(added ? "added" : removed ? "removed" : "same", value),
    ) ?? oneBlock(old, fresh)
  );
}

/** The part between the equal beginning and the equal end, old and new as a whole. */
function oneBlock(old: readonly string[], fresh: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < old.length && old[start] === fresh[start]) start += 1;
  let end = 0;
  const most = Math.min(old.length, fresh.length) - start;
  while (end < most && old[old.length - 1 - end] === fresh[fresh.length - 1 - end]) end += 1;
  const text = `more than ${String(MOST_EDITS)} lines differ: first the old ones, then the new ones`;
  return [
    ...lines("same", old.slice(0, start)),
    { kind: "gap", text },
    ...lines("removed", old.slice(start, old.length - end)),
    ...lines("added", fresh.slice(start, fresh.length - end)),
    ...lines("same", old.slice(old.length - end)),
  ];
}

function folded(all: readonly DiffLine[], context: number): readonly DiffLine[] {
  const isNear = nearChanges(all, context);
  const out: DiffLine[] = [];
  let hidden = 0;
  const close = (): void => {
    if (hidden > 0)
      out.push({ kind: "gap", text: `${hidden} equal ${hidden === 1 ? "line" : "lines"}` });
    hidden = 0;
  };
  for (const [index, line] of all.entries()) {
    if (isNear[index] !== true) {
      hidden += 1;
      continue;
    }
    close();
    out.push(line);
  }
  close();
  return out;
}

function nearChanges(all: readonly DiffLine[], context: number): readonly boolean[] {
  if (context >= all.length) return all.map(() => true);
  return all.map((_, index) =>
    all
      .slice(Math.max(0, index - context), index + context + 1)
      .some(({ kind }) => kind !== "same"),
  );
}
