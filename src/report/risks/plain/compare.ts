import { pathOf, type Shape } from "./shape.ts";
import type { PlainCluster } from "./table.ts";

/** An object beside its shape. */
interface Compared {
  readonly shape: Shape;
  /** The rows of the table that it may have. */
  readonly has: ReadonlySet<number>;
  /** Those that it has and could have no other at their place, whatever the names in the mesh. */
  readonly sure: ReadonlySet<number>;
  /** Those of them that say to what it belongs. */
  readonly context: readonly number[];
  /** Where it says something, known or not. */
  readonly paths: ReadonlySet<string>;
  /** Places of which somebody was told already: nothing is required there any more. */
  readonly told: (path: string) => boolean;
  readonly plain: PlainCluster;
}

/** The rows that an object has beside what goes together in a plain one, and those that are missing in it. */
interface Difference {
  readonly unfitting: readonly number[];
  readonly missing: readonly number[];
}

/**
 * How an object of known rows differs from every plain variant. Rows that plain renders have in any combination are no
 * difference; where two of them never come together, or one never without another, the nearest variant says what is told.
 */
export function differenceOf(compared: Compared): Difference {
  const { shape, has, sure } = compared;
  const blamed = new Set<number>();
  for (const [index, own] of shape.classes.entries()) {
    if (!own.rows.some((row) => sure.has(row))) continue;
    for (const brought of shape.brings[index] ?? [])
      if (lacks(compared, brought))
        for (const row of [...own.rows, ...everyRow(brought, compared)]) blamed.add(row);
  }
  if (blamed.size === 0) return { unfitting: [], missing: [] };
  const nearest = nearestOf(compared);
  const all = {
    unfitting: [...sure].filter((row) => !nearest.has(row) && isOpen(compared, row)),
    missing: [...nearest].filter((row) => !has.has(row) && isOpen(compared, row)),
  };
  const part = {
    unfitting: all.unfitting.filter((row) => blamed.has(row)),
    missing: all.missing.filter((row) => blamed.has(row)),
  };
  return part.unfitting.length + part.missing.length > 0 ? part : all;
}

/** Whether one printed path leads to the other or to a part of it. */
export function areRelatedTexts(a: string, b: string): boolean {
  return a === b || isBelow(a, b) || isBelow(b, a);
}

const isBelow = (path: string, top: string): boolean =>
  path.startsWith(top) && [".", "["].includes(path.charAt(top.length));

type Class = Shape["classes"][number];

function lacks(compared: Compared, one: Class): boolean {
  const { has, paths, plain, told } = compared;
  return (
    one.rows.some((row) => !has.has(row) && isOpen(compared, row)) ||
    one.paths.some((path) => {
      const places = plain.placesOf(path);
      return places.length > 0 && !places.some((place) => paths.has(place) || told(place));
    })
  );
}

/** Not of a row that nothing can be in this mesh, such as one of revisions where there are none, and of none that was told. */
function isOpen({ plain, told }: Compared, row: number): boolean {
  const texts = plain.textsOf(row);
  return texts.length > 0 && !texts.some((text) => told(pathOf(text)));
}

/** The rows of a class, and all that stand at its paths. */
function everyRow({ rows: own, paths }: Class, { shape, plain }: Compared): readonly number[] {
  const wanted = new Set(paths);
  return [...own, ...[...shape.rows].filter((row) => wanted.has(pathOf(plain.rows[row] ?? "")))];
}

/** The variant with the fewest rows more or less, of those that belong to the same. */
function nearestOf({ shape: { variants }, has, context }: Compared): ReadonlySet<number> {
  const own = variants.filter((variant) => context.every((row) => variant.has(row)));
  const distance = (variant: ReadonlySet<number>): number => {
    const common = [...variant].filter((row) => has.has(row)).length;
    return variant.size + has.size - 2 * common;
  };
  const candidates = own.length === 0 ? variants : own;
  return [...candidates].sort((a, b) => distance(a) - distance(b))[0] ?? new Set();
}
