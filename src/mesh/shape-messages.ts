import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { closest } from "../util/closest.ts";
import type { ShapeError } from "./generated/validate-mesh.js";
import { EXAMPLE_VERSION } from "./istio-versions.ts";
import { nameText } from "./name-text.ts";
import type { NodePath, ParsedNode } from "./parsed.ts";

type Wording = Pick<Diagnostic, "code" | "message" | "help">;

interface Broken {
  readonly error: ShapeError;
  /** The place in the user's words: `clusters.cluster2`, or `the file`. */
  readonly place: string;
  readonly node: ParsedNode | undefined;
}

/** Wordings for single places of the schema, where the general ones would say too little. */
const SPECIAL: {
  readonly [schemaPathAndKeyword: string]: (broken: Broken) => Wording | undefined;
} = {
  // This is also the top of every part that has its own schema, such as a cluster.
  "#/type": ({ node, place, error }) => ({
    code: "MP0203",
    message: `${place} is ${typeText(node)}, not a mapping`,
    help:
      error.instancePath === ""
        ? "start with `apiVersion: meshplan/v1`, then `mesh:`, `istio:` and `clusters:`"
        : `write fields below it, ${firstField(error)}, and indent them under it`,
  }),
  "#/properties/istio/properties/version/type": version,
  "#/properties/istio/properties/revisions/additionalProperties/properties/version/type": version,
  "#/properties/istio/properties/revisions/propertyNames/pattern": revisionName,
  "#/properties/istio/properties/tags/propertyNames/pattern": revisionName,
  "#/properties/apiVersion/const": ({ node }) => ({
    code: "MP0206",
    message: `apiVersion is ${shown(node)}, and this meshplan reads meshplan/v1 only`,
    help: "write `apiVersion: meshplan/v1`",
  }),
  "#/properties/apiVersion/type": ({ node }) => ({
    code: "MP0206",
    message: `apiVersion is ${shown(node)}, and this meshplan reads meshplan/v1 only`,
    help: "write `apiVersion: meshplan/v1`",
  }),
  "#/properties/trust/allOf/0/then/additionalProperties": otherRoot,
  "#/properties/trust/allOf/1/then/additionalProperties": otherRoot,
  "#/properties/trust/allOf/2/then/additionalProperties": otherRoot,
  "#/properties/timeouts/properties/address/type": duration,
  "#/properties/timeouts/properties/ready/type": duration,
  "#/properties/clusters/minProperties": () => ({
    code: "MP0204",
    message: "clusters is empty, and a mesh has at least one cluster",
    help: "name a cluster: `clusters: { cluster1: { network: network1 } }`",
  }),
  "#/properties/clusters/maxProperties": ({ error }) => ({
    code: "MP0204",
    message: `clusters has more than the ${String(error.params["limit"])} entries meshplan plans`,
    help: "split the mesh: Istio itself is run with far fewer clusters in one mesh",
  }),
};

function version({ place, node }: Broken): Wording | undefined {
  if (node?.kind !== "scalar" || typeof node.value !== "number") return undefined;
  return {
    code: "MP0205",
    message: `${place} ${nameText(node.text)} is read as a number, not as a version`,
    help: `write the full version with its patch number, such as ${likelyVersion(node.text)}`,
  };
}

/** `1.31` lacks only its patch; for other numbers nobody can tell which version was meant. */
function likelyVersion(written: string): string {
  return /^\d\.\d+$/.test(written) ? `${written}.0` : EXAMPLE_VERSION;
}

/**
 * Istio's charts put these names into labels without quotes, where YAML does not read 131, 1e3 and true as texts: nothing would
 * be rendered. Source: istioctl 1.31.0 manifest generate.
 */
function revisionName({ error, place }: Broken): Wording {
  return {
    code: "MP0204",
    message: `${nameText(error.propertyName ?? "")} in ${place} is no name of a revision or a tag`,
    help: "write a name such as `1-31-0` or `stable`: at most 56 lower-case letters, digits and hyphens, and no number or truth value",
  };
}

/** A key of `trust` that only another root reads. */
function otherRoot({ error }: Broken): Wording | undefined {
  const key = textOf(error.params["additionalProperty"]);
  const root = { key: "generated", folder: "files" }[key];
  return root === undefined
    ? undefined
    : {
        code: "MP0201",
        message: `trust.${key} belongs to \`root: ${root}\``,
        help: `remove it, or write \`root: ${root}\``,
      };
}

function duration({ place, node }: Broken): Wording {
  return {
    code: "MP0203",
    message: `${place} is ${typeText(node)}, not a duration`,
    help: "write a number and its unit, such as `90s` or `10m`",
  };
}

const GENERAL: { readonly [keyword: string]: (broken: Broken) => Wording } = {
  additionalProperties: unknownKey,
  required: missingKey,
  type: wrongType,
  const: ({ error, place }) => ({
    code: "MP0204",
    message: `${place} has a value that is not allowed`,
    help: `write ${code(error.params["allowedValue"])}`,
  }),
  enum: notOneOf,
  minLength: ({ error, place }) => ({
    code: "MP0204",
    message: `${place} is empty text`,
    help: `write a value, ${example(error)}${orRemoved(place)}`,
  }),
  uniqueItems: ({ place, node, error }) => ({
    code: "MP0204",
    message: `${place} names ${shown(itemOf(node, error.params["j"]))} twice`,
    help: "remove one of the two",
  }),
  pattern: badPattern,
};

/** One sentence and one next step for one broken keyword of the schema. */
export function wordingOf(
  error: ShapeError,
  path: NodePath,
  node: ParsedNode | undefined,
): Wording {
  const broken = { error, node, place: placeText(path) };
  const special = SPECIAL[error.schemaPath]?.(broken);
  if (special !== undefined) return special;
  const general = GENERAL[error.keyword];
  if (general === undefined) {
    return {
      code: "MP0204",
      message: `${broken.place} has a value that is not allowed`,
      help: `write a value ${example(error)}`,
    };
  }
  return general(broken);
}

/** The known key that an unknown one stands for, if any is close. */
export function meantKey(error: ShapeError): string | undefined {
  return closest(textOf(error.params["additionalProperty"]), knownKeys(error));
}

function knownKeys(error: ShapeError): readonly string[] {
  return Object.keys(mapOf(error.parentSchema["properties"]));
}

function unknownKey({ error, place }: Broken): Wording {
  const key = textOf(error.params["additionalProperty"]);
  const known = knownKeys(error);
  const meant = meantKey(error);
  return {
    code: "MP0201",
    message: `${nameText(key)} is not a key of ${place}`,
    help:
      meant === undefined
        ? `the keys here are ${known.join(", ")}`
        : `did you mean ${code(meant)}?`,
  };
}

function missingKey({ error, place }: Broken): Wording {
  const key = textOf(error.params["missingProperty"]);
  const schema = mapOf(mapOf(error.parentSchema["properties"])[key]);
  return {
    code: "MP0202",
    message: `${place} has no ${key}`,
    help: `add ${keyExample(key, schema)}`,
  };
}

function wrongType({ error, place, node }: Broken): Wording {
  const wanted = TYPE_NAMES[textOf(error.params["type"])] ?? textOf(error.params["type"]);
  const written = node?.kind === "scalar" && node.value === null;
  const message = written
    ? `${place} has no value`
    : `${place} is ${typeText(node)}, not ${wanted}`;
  return { code: "MP0203", message, help: typeHelp(error, node, place) };
}

/** Keys without which no mesh file works. */
const REQUIRED = new Set(["apiVersion", "mesh", "istio", "istio.version", "clusters"]);

function orRemoved(place: string): string {
  return REQUIRED.has(place) ? "" : ", or remove the key";
}

function typeHelp(error: ShapeError, node: ParsedNode | undefined, place: string): string {
  const isText = error.params["type"] === "string";
  if (isText && isUnquotedName(node)) return 'put it in quotes: "{name}"';
  if (isText && node?.kind === "scalar" && node.value !== null)
    return `put it in quotes: "${nameText(node.text)}"`;
  if (node?.kind === "scalar" && node.value === null)
    return `write a value, ${example(error)}${orRemoved(place)}`;
  return `write ${TYPE_NAMES[textOf(error.params["type"])] ?? "another value"}, ${example(error)}`;
}

/** YAML reads `{name}` without quotes as a mapping. */
function isUnquotedName(node: ParsedNode | undefined): boolean {
  return node?.kind === "map" && node.entries.size === 1 && node.entries.has("name");
}

function notOneOf({ error, place, node }: Broken): Wording {
  const allowed = listOf(error.params["allowedValues"]).map(textOf);
  const meant = node?.kind === "scalar" ? closest(node.text, allowed) : undefined;
  return {
    code: "MP0204",
    message: `${place} is ${shown(node)}, which is not one of its values`,
    help:
      meant === undefined ? `write one of ${allowed.join(", ")}` : `did you mean ${code(meant)}?`,
  };
}

function badPattern({ error, place, node }: Broken): Wording {
  if (error.propertyName !== undefined) {
    return {
      code: "MP0204",
      message: `${nameText(error.propertyName)} in ${place} is not a name Kubernetes accepts there`,
      help: `write a name such as \`example.com/load-balancer\`: letters, digits, - _ . and one / after the prefix`,
    };
  }
  return {
    code: "MP0204",
    message: `${place} is ${shown(node)}, which is not in its form`,
    help: `write a value ${example(error)}`,
  };
}

const TYPE_NAMES: { readonly [type: string]: string } = {
  string: "text",
  object: "a mapping",
  array: "a list",
  boolean: "true or false",
};

function typeText(node: ParsedNode | undefined): string {
  if (node === undefined) return "missing";
  if (node.kind !== "scalar") return node.kind === "list" ? "a list" : "a mapping";
  if (typeof node.value === "number") return `the number ${nameText(node.text)}`;
  if (typeof node.value === "boolean") return `the truth value ${nameText(node.text)}`;
  return node.value === null ? "nothing" : `the text ${nameText(node.text)}`;
}

function shown(node: ParsedNode | undefined): string {
  if (node?.kind !== "scalar") return typeText(node);
  return node.text === "" ? "empty" : nameText(node.text);
}

function itemOf(node: ParsedNode | undefined, index: unknown): ParsedNode | undefined {
  return node?.kind === "list" && typeof index === "number" ? node.items[index] : undefined;
}

function placeText(path: NodePath): string {
  if (path.length === 0) return "the file";
  return nameText(path.join("."));
}

function example(error: ShapeError): string {
  return exampleOf(error.parentSchema);
}

function exampleOf(schema: { readonly [key: string]: unknown }): string {
  const [first] = listOf(schema["examples"]);
  return first === undefined ? "as the schema describes it" : `such as ${code(first)}`;
}

/** The first field of a mapping's example. */
function firstField({ parentSchema }: ShapeError): string {
  const [example] = listOf(parentSchema["examples"]);
  const [first] = Object.entries(mapOf(example));
  return first === undefined
    ? "as the schema describes them"
    : `such as \`${first[0]}: ${flow(first[1])}\``;
}

function keyExample(key: string, schema: { readonly [key: string]: unknown }): string {
  const [first] = listOf(schema["examples"]);
  return first === undefined ? code(`${key}:`) : code(`${key}: ${flow(first)}`);
}

/** A value as it would stand in the file. */
function code(value: unknown): string {
  return `\`${typeof value === "string" ? value : flow(value)}\``;
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([key, each]) => `${key}: ${flow(each)}`);
  return `{ ${entries.join(", ")} }`;
}

function mapOf(value: unknown): { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
