import fc from "fast-check";
import { isList, isMap, type Json, type JsonMap } from "../../src/kube/object.ts";
import { HOSTILE } from "../hostile.ts";

/** One change of a JSON value, or of its text. */
export interface Mutation {
  /** Which of the value's places, counted over all of them. */
  readonly place: number;
  readonly change: "put" | "drop" | "repeat" | "rename" | "cut" | "garble";
  readonly value: Json;
}

const VALUES: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  0.5,
  "",
  "x",
  "127.0.0.1",
  "999999999999999999999",
  "v:",
  "k:{bad",
  [],
  {},
  [null],
  [[]],
  [{}],
  { "": null },
  { a: { b: [1, "x", null] } },
  "x".repeat(100_000),
  ...HOSTILE,
];
const KEYS = ["", "__proto__", "constructor", "toString", "name", "f:x", "spec", "0", "\u001b[2J"];

export const anyValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(...VALUES),
  fc.string({ unit: "grapheme" }),
  fc.nat(700).map(nested),
);

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(100_000),
  change: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Mutation["change"]>("put") },
    { weight: 4, arbitrary: fc.constantFrom<Mutation["change"]>("drop", "repeat", "rename") },
    { weight: 1, arbitrary: fc.constantFrom<Mutation["change"]>("cut", "garble") },
  ),
  value: anyValue,
});

function nested(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** The text of a JSON value with one thing changed; text that is no JSON is cut or garbled. */
export function mutatedText(text: string, mutation: Mutation): string {
  const { change, place, value } = mutation;
  if (change === "cut") return text.slice(0, place % (text.length + 1));
  if (change === "garble") {
    const at = place % (text.length + 1);
    return text.slice(0, at) + JSON.stringify(value) + text.slice(at + 1);
  }
  try {
    return JSON.stringify(mutated(JSON.parse(text) as Json, mutation));
  } catch {
    return text.slice(0, place % (text.length + 1));
  }
}

/** The value with one thing changed. */
export function mutated(root: Json, { place, change, value }: Mutation): Json {
  const at = place % count(root);
  let next = 0;
  const walk = (node: Json): Json | undefined => {
    const isHere = next === at;
    next += 1;
    if (isHere && change === "put") return value;
    if (isHere && change === "drop") return undefined;
    const inside = isList(node)
      ? node.map(walk).filter((one) => one !== undefined)
      : isMap(node)
        ? walkMap(node, walk)
        : node;
    if (!isHere) return inside;
    if (change === "repeat" && isList(inside)) return [...inside, ...inside];
    if (change === "rename" && isMap(inside)) return renamed(inside, place);
    return change === "repeat" ? [inside, inside] : { [KEYS[place % KEYS.length] ?? ""]: inside };
  };
  return walk(root) ?? null;
}

function walkMap(map: JsonMap, walk: (node: Json) => Json | undefined): JsonMap {
  const entries: [string, Json][] = [];
  for (const [key, member] of Object.entries(map)) {
    const after = walk(member ?? null);
    if (after !== undefined) entries.push([key, after]);
  }
  return Object.fromEntries(entries);
}

function renamed(map: JsonMap, place: number): JsonMap {
  const [first, ...others] = Object.entries(map);
  if (first === undefined) return { [KEYS[place % KEYS.length] ?? ""]: null };
  return Object.fromEntries([[KEYS[place % KEYS.length] ?? "", first[1]], ...others]);
}

function count(node: Json): number {
  const members = isList(node) ? node : isMap(node) ? Object.values(node) : [];
  return members.reduce<number>((sum, member) => sum + count(member ?? null), 1);
}
