import table from "../../../../data/plain-istio/1.31.json" with { type: "json" };
import { type ObjectRef, refText } from "../../../kube/object.ts";
import { filledIn, type Holes } from "./holes.ts";
import { type Shape, shapeOf, type Variants } from "./shape.ts";

/** The minor that the table is of. */
export const PLAIN_MINOR = "1.31";

/** The objects of a plain Istio in one cluster of a mesh, with the names of that mesh. */
export interface PlainCluster {
  /** Every row of the table, with holes. */
  readonly rows: readonly string[];
  /** The numbers of the rows that a text is. */
  readonly numbersOf: (text: string) => readonly number[];
  /** What a row may be here; several where there are several revisions, say. */
  readonly textsOf: (row: number) => readonly string[];
  /** The same for the path of a row. */
  readonly placesOf: (path: string) => readonly string[];
  /** Undefined for an object that no plain Istio has. */
  readonly object: (object: ObjectRef) => Shape | undefined;
  /** The objects of a component; undefined for one of which no render is known. */
  readonly component: (name: string) => Shape | undefined;
}

interface PlainTable {
  readonly lines: readonly string[];
  readonly rows: readonly string[];
  readonly objects: Readonly<Record<string, Variants>>;
  readonly components: Readonly<Record<string, Variants>>;
}
const { rows, objects, components, lines }: PlainTable = table;

/** Marks of every line of the texts that have many. */
export const PLAIN_LINES: ReadonlySet<string> = new Set(lines);

/** The names of the objects that a plain Istio has, with holes. */
export const PLAIN_NAMES: readonly string[] = Object.keys(objects);

const isHoled = (text: string): boolean => /\{\w+\}/.test(text);
const FIXED: ReadonlyMap<string, readonly number[]> = new Map(
  rows.flatMap((text, index) => (isHoled(text) ? [] : [[text, [index]] as const])),
);
const HOLED = [...rows.keys()].filter((index) => isHoled(rows[index] ?? ""));

const shapes = new Map<string, Shape>();

/** The shape of what one or several patterns name: a tag that is called default has the objects of both. */
function shapeAt(
  table: Readonly<Record<string, Variants>>,
  patterns: readonly string[] = [],
): Shape | undefined {
  const variants = patterns.flatMap((one) => (Object.hasOwn(table, one) ? (table[one] ?? []) : []));
  if (variants.length === 0) return undefined;
  const key = JSON.stringify(patterns);
  const known = shapes.get(key) ?? shapeOf(variants, rows);
  shapes.set(key, known);
  return known;
}

/** The table with the names of a mesh filled in. */
export function plainCluster(holes: Holes): PlainCluster {
  const filled = new Map<string, number[]>();
  for (const row of HOLED)
    for (const text of filledIn(rows[row] ?? "", holes))
      filled.set(text, [...(filled.get(text) ?? []), row]);
  const patterns = new Map<string, string[]>();
  for (const pattern of Object.keys(objects))
    for (const name of filledIn(pattern, holes))
      patterns.set(name, [...(patterns.get(name) ?? []), pattern]);
  return {
    rows,
    numbersOf: (text) => [...(FIXED.get(text) ?? []), ...(filled.get(text) ?? [])],
    textsOf: (row) => filledIn(rows[row] ?? "", holes),
    placesOf: (path) => (isHoled(path) ? filledIn(path, holes) : [path]),
    object: (object) => shapeAt(objects, patterns.get(refText(object))),
    component: (name) => shapeAt(components, [name]),
  };
}
