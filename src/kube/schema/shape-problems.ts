import { closest } from "../../util/closest.ts";
import { isList, isMap, type Json, type JsonMap } from "../object.ts";
import { FORMAT_NAMES, fitsFormat } from "./formats.ts";
import type { ListSchema, MapSchema, ScalarFormat, Schema } from "./schema.ts";

/** One place of an object that no API server accepts as it is. */
export interface ShapeProblem {
  /** Field names and indexes of lists, from the top. */
  readonly steps: readonly (string | number)[];
  /** What is wrong there, as a clause: `is the number 1, and Kubernetes takes a text there`. */
  readonly text: string;
  /** What to write there instead, as an imperative; absent where nobody can say. */
  readonly instead?: string;
}

interface ShapeOptions {
  /** Whether to ignore a field of a map, with everything below it. */
  readonly isIgnored?: (name: string) => boolean;
  /**
   * The value is a patch, and the schema may be older than the server it is for: a field that is not in the schema is no
   * problem, nor is an item that a list has twice.
   */
  readonly isPatch?: boolean;
}

/**
 * The parts of a value that an API server refuses by its schema, before it looks at their meaning: fields it does not know,
 * values of another type, scalars its own types cannot hold, list items without a key or with a key that another has. It always
 * takes null, and requires nothing: that is validation, which only the server does.
 *
 * Source: structured-merge-diff typed/validate.go, and the decoders of apimachinery (Quantity, IntOrString, Time, []byte).
 */
export function shapeProblems(
  value: Json,
  schema: Schema,
  options: ShapeOptions = {},
): readonly ShapeProblem[] {
  return problemsOf(value, schema, { steps: [], ...options });
}

interface Place extends ShapeOptions {
  readonly steps: readonly (string | number)[];
}

function problemsOf(value: Json, schema: Schema, place: Place): readonly ShapeProblem[] {
  if (value === null) return [];
  if (isMap(value) && schema.map !== undefined) return inMap(value, schema.map, place);
  if (isList(value) && schema.list !== undefined) return inList(value, schema.list, place);
  const { steps } = place;
  const wanted = misfit(value, schema);
  if (wanted === undefined) return [];
  const text = `is ${described(value)}, and Kubernetes takes ${wanted} there`;
  return [{ steps, text, instead: instead(value, wanted) }];
}

function inMap(value: JsonMap, { fields, others }: MapSchema, place: Place): ShapeProblem[] {
  return Object.entries(value).flatMap(([name, member]): readonly ShapeProblem[] => {
    if (member === undefined || place.isIgnored?.(name) === true) return [];
    const schema = fields.get(name)?.schema ?? others;
    const steps = [...place.steps, name];
    if (schema !== undefined) return problemsOf(member, schema, { ...place, steps });
    if (place.isPatch === true) return [];
    const meant = closest(name, [...fields.keys()]);
    return [
      {
        steps,
        text: "is no field that this Kubernetes knows",
        ...(meant === undefined ? {} : { instead: `write ${meant}` }),
      },
    ];
  });
}

function inList(items: readonly Json[], list: ListSchema, place: Place): readonly ShapeProblem[] {
  const seen = new Set<string>();
  return items.flatMap((item, index): readonly ShapeProblem[] => {
    const steps = [...place.steps, index];
    const inItem = problemsOf(item, list.items, { ...place, steps });
    // This item gives an order to the patching code, and another check reports what is wrong with it.
    const isOrder = isMap(item) && Object.keys(item).some((name) => place.isIgnored?.(name));
    const { merge, keyDefaults = {} } = list;
    if (merge === "atomic" || isOrder) return inItem;
    const key = merge === "set" ? setKey(item) : mapKey(item, merge, keyDefaults);
    if (key === undefined) return [{ steps, ...keyless(item, merge) }];
    const isTwice = seen.has(key) && place.isPatch !== true;
    seen.add(key);
    return isTwice ? [{ steps, text: "is in the list twice" }, ...inItem] : inItem;
  });
}

function setKey(item: Json): string | undefined {
  return typeof item === "object" ? undefined : JSON.stringify(item);
}

/** The values of an item's keys, in the schema's order; undefined where the item has none of them. */
function mapKey(item: Json, keys: readonly string[], defaults: JsonMap): string | undefined {
  if (!isMap(item)) return undefined;
  const found = keys.flatMap((key) => {
    const value = item[key] ?? defaults[key];
    return value === undefined || value === null ? [] : [[key, value] as const];
  });
  return found.length === 0 ? undefined : JSON.stringify(found);
}

function keyless(item: Json, merge: "set" | readonly string[]): Omit<ShapeProblem, "steps"> {
  if (merge === "set")
    return { text: `is ${described(item)} in a list of single values`, instead: "write a value" };
  const keys = merge.join(" or ");
  return isMap(item)
    ? { text: `has no ${keys}, by which it is known`, instead: `write its ${keys}` }
    : {
        text: `is ${described(item)} in a list of mappings`,
        instead: `write a mapping with ${keys}`,
      };
}

/** The types that a place takes, if the value has none of them. */
function misfit(value: Json, { scalar, list, map, format }: Schema): string | undefined {
  if (typeof value === "object" || scalar === undefined)
    return map !== undefined
      ? "a mapping"
      : list !== undefined
        ? "a list"
        : scalarName(scalar, format);
  if (scalar === "string" && typeof value !== "string") return "a text";
  if (scalar === "boolean" && typeof value !== "boolean") return "true or false";
  if (scalar === "numeric" && typeof value !== "number") return scalarName(scalar, format);
  return format === undefined || fitsFormat(value, format) ? undefined : FORMAT_NAMES[format];
}

function scalarName(scalar: Schema["scalar"], format?: ScalarFormat): string {
  if (format !== undefined) return FORMAT_NAMES[format];
  if (scalar === "string") return "a text";
  if (scalar === "boolean") return "true or false";
  return scalar === "numeric" ? "a number" : "a single value";
}

/** A text is described without its content, which may be anything. */
function described(value: Json): string {
  if (value === null) return "nothing";
  if (isList(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "number") return `the number ${String(value)}`;
  return typeof value === "boolean" ? `the truth value ${String(value)}` : "a text";
}

function instead(value: Json, wanted: string): string {
  if (wanted === "a text" && typeof value !== "object") return "put it in quotes";
  const isPlain =
    typeof value === "string" &&
    ((wanted.includes("number") && /^-?\d+$/.test(value)) ||
      (wanted === "true or false" && /^(true|false)$/.test(value)));
  return isPlain ? "write it without quotes" : `write ${wanted}`;
}

/** The place of a problem, for people: `spec.ports[0].name`; a name with a dot in it is quoted. */
export function stepsText(steps: readonly (string | number)[]): string {
  return steps.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${String(step)}]`;
    if (!/^[\w$/-]+$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}
