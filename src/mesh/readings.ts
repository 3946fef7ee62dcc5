import type { Span } from "../diagnostics/source.ts";
import type { TextFault } from "./build-context.ts";
import { validateMesh, type ShapeError } from "./generated/validate-mesh.js";
import { EXAMPLE_VERSION, ISTIO_MINORS } from "./istio-versions.ts";
import { entryAt, type NodePath, nodeAt, type Parsed, type ParsedNode, spanAt } from "./parsed.ts";
import { plainValue } from "./plain-value.ts";
import { pathOf } from "./shape.ts";
import { meantKey } from "./shape-messages.ts";
import { edited, type Edit } from "./tree-edits.ts";

/**
 * How to read a faulty part of a file, so that the stages after the one that found it have a whole file. `without`: as if
 * it had been left out. `meant`: as it was probably meant. A problem in both readings does not follow from the fault; a
 * problem in only one of them may, and is not reported.
 */
export type Guess = "without" | "meant";

/** One guess may cause the next: a key is taken out, then its section is empty. */
export const MOST_ROUNDS = 5;

const OLDEST_VERSION = `${ISTIO_MINORS.at(-1)?.minor ?? ""}.0`;

/** The file with a right shape; undefined where nothing is left to read without the faults. */
export function shapedReading(parsed: Parsed, guess: Guess): Parsed | undefined {
  let reading = parsed;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (validateMesh(reading.value)) return reading;
    const edits = (validateMesh.errors ?? []).map((error) => shapeEdits(error, reading, guess));
    const known = edits.filter((each) => each !== undefined);
    if (known.length < edits.length) return undefined;
    reading = readingOf(reading, known.flat());
  }
  return undefined;
}

/** The file without the texts that cannot be read as their fields need; undefined as above. */
export function textReading(
  parsed: Parsed,
  faults: readonly TextFault[],
  guess: Guess,
): Parsed | undefined {
  const edits = faults.flatMap((fault, index) => textEdits(fault, index, parsed, guess));
  return shapedReading(readingOf(parsed, edits), guess);
}

function readingOf(parsed: Parsed, edits: readonly Edit[]): Parsed {
  const root = edited(parsed.root, edits);
  return { source: parsed.source, root, value: plainValue(root) };
}

function shapeEdits(
  error: ShapeError,
  { root }: Parsed,
  guess: Guess,
): readonly Edit[] | undefined {
  const path = pathOf(error.instancePath);
  const { keyword, params, propertyName } = error;
  // These keywords only say that something below them is wrong.
  if (keyword === "if" || keyword === "propertyNames") return [];
  // A file that is a list has nothing of a mesh, and nobody waits for the rules to check a thousand clusters too many.
  if ((path.length === 0 && keyword === "type") || keyword === "maxProperties") return undefined;
  if (propertyName !== undefined) return nameEdits([...path, propertyName], root, guess);
  if (keyword === "additionalProperties") {
    const meant = guess === "meant" ? meantKey(error) : undefined;
    const at = [...path, String(params["additionalProperty"])];
    return path[0] === "trust"
      ? valueEdits(["trust"], error, root, guess)
      : [meant === undefined ? { at, remove: true } : { at, rename: meant }];
  }
  if (keyword === "uniqueItems") return [{ at: [...path, String(params["j"])], remove: true }];
  if (keyword !== "required") return valueEdits(path, error, root, guess);
  const missing = [...path, String(params["missingProperty"])];
  return isNeeded(missing) || guess === "meant"
    ? valueEdits(missing, error, root, guess)
    : valueEdits(path, error, root, guess);
}

/** For a text that cannot be a name. A reference to a revision is faulty together with the revision's name. */
function nameEdits(at: NodePath, root: ParsedNode, guess: Guess): readonly Edit[] {
  if (at[1] !== "revisions") return [{ at, remove: true }];
  const tags: readonly Edit[] =
    entryAt(nodeAt(root, ["istio"]) ?? root, "tags") === undefined
      ? []
      : [{ at: ["istio", "tags"], remove: true }];
  return [guess === "meant" ? { at, rename: "meant" } : { at, remove: true }, ...tags];
}

/** Whether a mesh file cannot do without this key. */
function isNeeded([first = "", second, third, fourth]: NodePath): boolean {
  if (first === "istio" && third === undefined) return second === undefined || second === "version";
  if (first === "istio") return second === "revisions" && fourth === "version";
  return ["apiVersion", "mesh", "clusters"].includes(first) && second === undefined;
}

/** Puts another value, or none, in place of a wrong or missing one. */
function valueEdits(
  at: NodePath,
  error: ShapeError,
  root: ParsedNode,
  guess: Guess,
): readonly Edit[] {
  const place = spanAt(root, at);
  const set = (value: unknown): readonly Edit[] => [{ at, set: nodeOf(value, place) }];
  const version = guess === "meant" ? EXAMPLE_VERSION : OLDEST_VERSION;
  if (at.length === 1 && at[0] === "istio") return set({ version });
  if (at.length === 1 && at[0] === "clusters") return set(clustersOf(root, guess));
  if (at[0] === "trust")
    return [
      { at: ["trust"], set: nodeOf({ root: guess === "meant" ? "existing" : "istiod" }, place) },
    ];
  if (isNeeded(at)) return set(at[0] === "istio" ? version : NEEDED[at[0] ?? ""]);
  if (at.length === 2 && at[0] === "clusters") return set(clusterOf(root, at, guess));
  if (guess === "without") return [{ at, remove: true }];
  const node = nodeAt(root, at);
  if (error.params["type"] === "string" && node?.kind === "scalar" && node.text !== "")
    return set(node.text);
  const example = exampleOf(error, at);
  return example === undefined ? [{ at, remove: true }] : set(example);
}

const NEEDED: { readonly [key: string]: string } = { apiVersion: "meshplan/v1", mesh: "mesh1" };

/** The schema's example for the missing key, or for the value itself. */
function exampleOf({ keyword, parentSchema }: ShapeError, at: NodePath): unknown {
  const properties = parentSchema["properties"] as
    { readonly [key: string]: { readonly examples?: readonly unknown[] } } | undefined;
  const schema = keyword === "required" ? properties?.[at.at(-1) ?? ""] : parentSchema;
  const examples = schema?.["examples"];
  return Array.isArray(examples) ? (examples[0] as unknown) : undefined;
}

/** A cluster that is not a mapping: nobody knows its network, nor whether it is a primary. */
function clusterOf(root: ParsedNode, [, name = ""]: NodePath, guess: Guess): unknown {
  if (guess === "without") return {};
  const clusters = nodeAt(root, ["clusters"]);
  const others = clusters?.kind === "map" ? [...clusters.entries.values()] : [];
  const primary = others.find(({ key, node }) => key !== name && isPrimary(node));
  return { network: name, ...(primary === undefined ? {} : { primary: primary.key }) };
}

function isPrimary(cluster: ParsedNode): boolean {
  return entryAt(cluster, "primary") === undefined;
}

/** Clusters for a file without any: one, or one for each name that other sections mention. */
function clustersOf(root: ParsedNode, guess: Guess): unknown {
  if (guess === "without") return { cluster1: { network: "network1" } };
  const networks = nodeAt(root, ["networks"]);
  const named = networks?.kind === "map" ? [...networks.entries.values()] : [];
  const clusters = named.map(({ key, node }) => {
    const gateway = entryAt(node, "gatewayCluster")?.node;
    const name = gateway?.kind === "scalar" ? gateway.text : `cluster-${key}`;
    return [name, { network: key }] as const;
  });
  return clusters.length === 0
    ? { meant1: { network: "meant1" }, meant2: { network: "meant2", primary: "meant1" } }
    : Object.fromEntries(clusters);
}

/** The edits for one text that cannot be read as its field needs. `index` keeps guessed values distinct. */
function textEdits(
  { code, path }: TextFault,
  index: number,
  { root }: Parsed,
  guess: Guess,
): readonly Edit[] {
  const set = (at: NodePath, value: unknown): Edit => ({
    at,
    set: nodeOf(value, spanAt(root, at)),
  });
  const version = guess === "meant" ? EXAMPLE_VERSION : OLDEST_VERSION;
  if (code === "MP0301") return [set(path, version)];
  if (code === "MP0308") {
    const tags: Edit = { at: ["istio", "tags"], remove: true };
    if (path.length === 1) return [set(["istio", "version"], version), tags];
    return guess === "meant"
      ? [{ at: ["istio", "revisions"], remove: true }, tags]
      : [{ at: path, remove: true }];
  }
  const meant = MEANT[code]?.(index);
  return [
    guess === "without" || meant === undefined ? { at: path, remove: true } : set(path, meant),
  ];
}

/** A correct text for each kind of wrong one, different from all others. */
const MEANT: { readonly [code: string]: (index: number) => string } = {
  MP0303: (index) => `34.75.${String(index >> 8)}.${String(index & 255)}`,
  MP0305: (index) => `34.${String(index >> 8)}.${String(index & 255)}.0/24`,
  MP0306: (index) => `https://meant-${String(index)}.meshplan.dev:6443`,
  MP0307: (index) => `meant-${String(index)}`,
  MP0309: () => "charts",
  MP0310: () => "http://proxy.meshplan.dev:3128",
  MP0311: (index) => `meant-${String(index)}.meshplan.dev`,
};

/** A value that is not in the file, with the place of the value it replaces. */
function nodeOf(value: unknown, at: Span): ParsedNode {
  if (Array.isArray(value)) return { kind: "list", items: value.map((one) => nodeOf(one, at)), at };
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(
      ([key, one]) => [key, { key, keyAt: at, node: nodeOf(one, at) }] as const,
    );
    return { kind: "map", entries: new Map(entries), at };
  }
  if (typeof value === "number" || typeof value === "boolean")
    return { kind: "scalar", value, text: String(value), at };
  const text = typeof value === "string" ? value : "";
  return { kind: "scalar", value: value === null ? null : text, text, at };
}
