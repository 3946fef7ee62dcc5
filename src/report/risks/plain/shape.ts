/**
 * The variants of one object, or of one component's list of objects, that plain renders have: each the numbers of its rows.
 */
export type Variants = readonly (readonly number[])[];

/** Rows and paths that stand in the same variants, so that one of them brings all. */
interface Class {
  /** A bit for each variant. */
  readonly mask: bigint;
  readonly rows: readonly number[];
  readonly paths: readonly string[];
}

/** What the rows of an object bring with them: no variant has the first class without each of the second. */
export interface Shape {
  readonly classes: readonly Class[];
  readonly brings: readonly (readonly Class[])[];
  readonly variants: readonly ReadonlySet<number>[];
  /** Every row that one of them has. */
  readonly rows: ReadonlySet<number>;
}

/** The path of a row, as it is printed. */
export const pathOf = (row: string): string => row.slice(0, row.indexOf(" | "));

/**
 * Learns from variants which rows go together. Two rows of different values at one path never do, so what is required at that
 * path is either one row or, where values differ, the path alone.
 */
export function shapeOf(variants: Variants, rows: readonly string[]): Shape {
  const masks = new Map<string, bigint>();
  const literals = new Map<string, { readonly row?: number; readonly path?: string }>();
  variants.forEach((variant, index) => {
    for (const row of variant)
      for (const [key, literal] of [
        [`row ${String(row)}`, { row }],
        [`path ${pathOf(rows[row] ?? "")}`, { path: pathOf(rows[row] ?? "") }],
      ] as const) {
        masks.set(key, (masks.get(key) ?? 0n) | (1n << BigInt(index)));
        literals.set(key, literal);
      }
  });
  const byMask = new Map<bigint, { rows: number[]; paths: string[] }>();
  for (const [key, mask] of masks) {
    const one = byMask.get(mask) ?? { rows: [], paths: [] };
    byMask.set(mask, one);
    const { row, path } = literals.get(key) ?? {};
    if (row !== undefined) one.rows.push(row);
    if (path !== undefined) one.paths.push(path);
  }
  const classes = [...byMask].map(([mask, one]) => ({ mask, ...one }));
  return {
    classes,
    brings: classes.map(({ mask }) => classes.filter((other) => (other.mask & mask) === mask)),
    variants: variants.map((one) => new Set(one)),
    rows: new Set(variants.flat()),
  };
}
