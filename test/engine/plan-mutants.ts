import fc from "fast-check";
import { isList, isMap, type Json, type JsonMap } from "../../src/kube/object.ts";

/** One place of a JSON value, and what is done to it. */
export interface Mutation {
  readonly path: readonly (string | number)[];
  readonly how: (typeof HOWS)[number];
  readonly value: Json;
}

const HOWS = ["change", "delete", "add", "swap", "duplicate"] as const;

/** What an editor of a file may put in the place of something. */
const VALUES: readonly Json[] = [
  ...[
    "",
    "x",
    "https://attacker.example",
    "../../etc/passwd",
    "mesh.yaml\n::error::x",
    "a\u001b[2J",
  ],
  ...[0, -1, 1e21, 6, true, false, null, [], {}, ["x"], { a: "b" }, "\ud83d"],
];

/** Every place of a value, the whole of it left out. */
export function placesOf(value: Json, at: Mutation["path"] = []): readonly Mutation["path"][] {
  const entries = isList(value)
    ? value.map((item, index): [number, Json] => [index, item])
    : isMap(value)
      ? Object.entries(value).map(([key, item]): [string, Json] => [key, item ?? null])
      : [];
  return entries.flatMap(([key, item]) => [[...at, key], ...placesOf(item, [...at, key])]);
}

/** Half of them beside the bodies, which are the most of a plan. */
export function mutations(file: Json): fc.Arbitrary<Mutation> {
  const places = placesOf(file);
  const beside = places.filter(([, part]) => part !== "bodies");
  return fc.record({
    path: fc.oneof(fc.constantFrom(...beside), fc.constantFrom(...places)),
    how: fc.constantFrom(...HOWS),
    value: fc.constantFrom(...VALUES),
  });
}

export function mutated(value: Json, { path, how, value: other }: Mutation): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (isList(value)) {
    const items = [...value];
    const index = Number(key);
    if (rest.length > 0)
      items[index] = mutated(items[index] ?? null, { path: rest, how, value: other });
    else if (how === "change") items[index] = other;
    else if (how === "delete") items.splice(index, 1);
    else if (how === "swap") items.splice(0, 2, ...items.slice(0, 2).reverse());
    else items.splice(index, 0, how === "add" ? other : (items[index] ?? null));
    return items;
  }
  if (!isMap(value)) return value;
  if (rest.length > 0)
    return { ...value, [key]: mutated(value[key] ?? null, { path: rest, how, value: other }) };
  return {
    ...without(value, how === "delete" ? String(key) : ""),
    ...edited(value, String(key), how, other),
  };
}

function without(value: JsonMap, key: string): JsonMap {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

function edited(value: JsonMap, key: string, how: Mutation["how"], other: Json): JsonMap {
  if (how === "delete") return {};
  if (how === "change") return { [key]: other };
  if (how === "add") return { [`${key}x`]: other };
  const keys = Object.keys(value);
  const next = keys[(keys.indexOf(key) + 1) % keys.length] ?? key;
  return how === "swap"
    ? { [key]: value[next] ?? null, [next]: value[key] ?? null }
    : { [next]: value[key] ?? null };
}
