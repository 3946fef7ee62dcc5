import type { Variants } from "./shape.ts";

/** What a choice of the file adds to plain variants and takes from them. */
export interface Delta {
  readonly adds: readonly number[];
  readonly removes: readonly number[];
  /** The variants that were rendered with the choice and without it, by their place. */
  readonly of: readonly number[];
}

/**
 * The variants of an object under choices of the file. A choice does to each what it does to the nearest one that was rendered
 * with and without it, whatever else is chosen: so choices need no renders together.
 *
 * Of each choice there are alternatives where nobody knows which one is made: each of them is plain then.
 */
export function chosenVariants(
  variants: Variants,
  choices: readonly (readonly (readonly Delta[])[])[],
): Variants {
  if (choices.every((alternatives) => alternatives.every((deltas) => deltas.length === 0)))
    return variants;
  return variants.flatMap((variant) =>
    choices.reduce<Variants>(
      (made, alternatives) =>
        alternatives.flatMap((deltas) => {
          const delta = nearestTo(variant, deltas, variants);
          return delta === undefined ? made : made.map((rows) => changed(rows, delta));
        }),
      [variant],
    ),
  );
}

function changed(rows: readonly number[], { adds, removes }: Delta): readonly number[] {
  return [...new Set([...rows.filter((row) => !removes.includes(row)), ...adds])];
}

/** The delta of the variant with the fewest rows more or less. */
function nearestTo(
  variant: readonly number[],
  deltas: readonly Delta[],
  variants: Variants,
): Delta | undefined {
  const has = new Set(variant);
  const distances = deltas.flatMap((delta) =>
    delta.of.map((index) => {
      const other = variants[index] ?? [];
      const common = other.filter((row) => has.has(row)).length;
      return { delta, distance: other.length + has.size - 2 * common };
    }),
  );
  return distances.sort((a, b) => a.distance - b.distance)[0]?.delta;
}
