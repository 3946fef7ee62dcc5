/** One line of a compared text. A gap stands for equal lines that are not shown. */
export interface DiffLine {
  readonly kind: "added" | "removed" | "same" | "gap";
  readonly text: string;
}

/** Texts with more lines than this are shown as removed and added as a whole: the comparison is quadratic. */
const MOST_LINES = 2000;

/** Compares two texts line by line (longest common subsequence), keeping `context` equal lines around each change. */
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
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start += 1;
  let end = 0;
  const most = Math.min(old.length, fresh.length) - start;
  while (end < most && old[old.length - 1 - end] === fresh[fresh.length - 1 - end]) end += 1;
  return [
    ...lines("same", old.slice(0, start)),
    ...middle(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)),
    ...lines("same", end === 0 ? [] : old.slice(-end)),
  ];
}

function middle(old: readonly string[], fresh: readonly string[]): readonly DiffLine[] {
  if (Math.max(old.length, fresh.length) > MOST_LINES)
    return [...lines("removed", old), ...lines("added", fresh)];
  const common = commonLengths(old, fresh);
  const out: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      out.push({ kind: "same", text: old[i] ?? "" });
      i += 1;
      j += 1;
    } else if (i < old.length && (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0)) {
      out.push({ kind: "removed", text: old[i] ?? "" });
      i += 1;
    } else {
      out.push({ kind: "added", text: fresh[j] ?? "" });
      j += 1;
    }
  }
  return out;
}

/** `[i][j]`: length of the longest common subsequence of `old` from i and `fresh` from j. */
function commonLengths(old: readonly string[], fresh: readonly string[]): readonly number[][] {
  const rows: number[][] = Array.from({ length: old.length + 1 }, () =>
    new Array<number>(fresh.length + 1).fill(0),
  );
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      const row = rows[i];
      if (row === undefined) continue;
      row[j] =
        old[i] === fresh[j]
          ? 1 + (rows[i + 1]?.[j + 1] ?? 0)
          : Math.max(rows[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  return rows;
}

function folded(all: readonly DiffLine[], context: number): readonly DiffLine[] {
  const near = all.map((_, index) =>
    all
      .slice(Math.max(0, index - context), Math.min(all.length, index + context + 1))
      .some(({ kind }) => kind !== "same"),
  );
  const out: DiffLine[] = [];
  let hidden = 0;
  const close = (): void => {
    if (hidden > 0)
      out.push({ kind: "gap", text: `${hidden} equal ${hidden === 1 ? "line" : "lines"}` });
    hidden = 0;
  };
  for (const [index, line] of all.entries()) {
    if (near[index] !== true) {
      hidden += 1;
      continue;
    }
    close();
    out.push(line);
  }
  close();
  return out;
}
