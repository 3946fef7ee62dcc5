import table from "../../../../data/plain-istio/1.31.json" with { type: "json" };
import { type ObjectRef, refText } from "../../../kube/object.ts";
import { chosenVariants, type Delta } from "./choices.ts";
import type { Choice } from "./context.ts";
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

type Part = "objects" | "components";

interface PlainTable extends Readonly<Record<Part, Readonly<Record<string, Variants>>>> {
  readonly lines: readonly string[];
  readonly rows: readonly string[];
  /** By the path of the value that is chosen, and its hash. */
  readonly choices: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<Part, Deltas>>>>>
  >;
}
type Deltas = Readonly<Record<string, readonly Delta[]>>;
const { rows, lines, choices, ...parts }: PlainTable = table;

/** Marks of every line of the texts that have many. */
export const PLAIN_LINES: ReadonlySet<string> = new Set(lines);

/** The names of the objects that a plain Istio has, with holes. */
export const PLAIN_NAMES: readonly string[] = Object.keys(parts.objects);

const isHoled = (text: string): boolean => /\{\w+\}/.test(text);
const FIXED: ReadonlyMap<string, readonly number[]> = new Map(
  rows.flatMap((text, index) => (isHoled(text) ? [] : [[text, [index]] as const])),
);
const HOLED = [...rows.keys()].filter((index) => isHoled(rows[index] ?? ""));

const shapes = new Map<string, Shape>();

/** The shape of what one or several patterns name: a tag that is called default has the objects of both. */
function shapeAt(
  part: Part,
  patterns: readonly string[],
  chosen: readonly Choice[],
): Shape | undefined {
  const key = JSON.stringify([part, patterns, chosen]);
  const known = shapes.get(key);
  if (known !== undefined) return known;
  const variants = patterns.flatMap((pattern) =>
    chosenVariants(
      ownOf(parts[part], pattern) ?? [],
      chosen.map((choice) => alternativesOf(choice, part, pattern)),
    ),
  );
  if (variants.length === 0) return undefined;
  const shape = shapeOf(variants, rows);
  shapes.set(key, shape);
  return shape;
}

/** What a choice does to one pattern; where nothing is known of it, all that another value does, and nothing. */
function alternativesOf(
  { path, sha256 = "" }: Choice,
  part: Part,
  pattern: string,
): readonly (readonly Delta[])[] {
  const values = ownOf(choices, path) ?? {};
  const one = ownOf(values, sha256);
  const made = one === undefined ? Object.values(values) : [one];
  const all = made.map((value) => ownOf(value[part], pattern) ?? []);
  return one === undefined ? [[], ...all.filter((deltas) => deltas.length > 0)] : all;
}

const ownOf = <T>(from: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(from, key) ? from[key] : undefined;

/** The table with the names of a mesh filled in, as it is for what the file chooses. */
export function plainCluster(holes: Holes, chosen: readonly Choice[]): PlainCluster {
  const filled = new Map<string, number[]>();
  for (const row of HOLED)
    for (const text of filledIn(rows[row] ?? "", holes))
      filled.set(text, [...(filled.get(text) ?? []), row]);
  const patterns = new Map<string, string[]>();
  for (const pattern of Object.keys(parts.objects))
    for (const name of filledIn(pattern, holes))
      patterns.set(name, [...(patterns.get(name) ?? []), pattern]);
  return {
    rows,
    numbersOf: (text) => [...(FIXED.get(text) ?? []), ...(filled.get(text) ?? [])],
    textsOf: (row) => filledIn(rows[row] ?? "", holes),
    placesOf: (path) => (isHoled(path) ? filledIn(path, holes) : [path]),
    object: (object) => shapeAt("objects", patterns.get(refText(object)) ?? [], chosen),
    component: (name) => shapeAt("components", [name], chosen),
  };
}
