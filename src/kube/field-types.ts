import { groupOf, kindInfo } from "./kinds.ts";
import { builtinSchema, findBuiltinSchema } from "./schema/builtin.ts";
import type { Schema } from "./schema/schema.ts";

/** How server-side apply merges a list, or a map that is replaced as a whole. */
export type FieldType = "atomic" | "set" | { readonly keys: readonly string[] };

/**
 * The merge rules of one kind. `at` takes a pattern: field names joined by dots, `[]` for "an item of this list",
 * e.g. `spec.template.spec.containers[].env`. Undefined means the default: maps granular, lists atomic.
 */
export interface FieldTypes {
  at(pattern: string): FieldType | undefined;
}

/** Kinds of others, as their CustomResourceDefinitions say; every other one has the default rules. */
const CUSTOM: Readonly<Record<string, Readonly<Record<string, FieldType>>>> = {
  "gateway.networking.k8s.io/Gateway": {
    "spec.listeners": { keys: ["name"] },
    "status.conditions": { keys: ["type"] },
    "status.listeners": { keys: ["name"] },
  },
};

const known = new Map<string, FieldTypes>();

/**
 * Merge rules of a kind: of a built-in one those of Kubernetes' published types, which the contract suite compares with a real
 * server; for a kind outside the tables everything but metadata has the default rules.
 */
export function builtinFieldTypes(apiVersion: string, kind: string): FieldTypes {
  const key = `${groupOf(apiVersion)}/${kind}`;
  const types = known.get(key) ?? typesOf(apiVersion, kind, CUSTOM[key] ?? {});
  known.set(key, types);
  return types;
}

function typesOf(
  apiVersion: string,
  kind: string,
  custom: Readonly<Record<string, FieldType>>,
): FieldTypes {
  const isBuiltin = kindInfo(apiVersion, kind)?.isCustom === false;
  const schema = isBuiltin ? findBuiltinSchema(kind) : undefined;
  // Every field of every object is asked for, and there are few patterns.
  const asked = new Map<string, FieldType | undefined>();
  return {
    at: (pattern) => {
      if (Object.hasOwn(custom, pattern)) return custom[pattern];
      if (!asked.has(pattern)) asked.set(pattern, typeAt(schema, pattern));
      return asked.get(pattern);
    },
  };
}

function typeAt(schema: Schema | undefined, pattern: string): FieldType | undefined {
  const [first = "", ...rest] = pattern.replaceAll("[]", ".[]").split(".");
  const root = first === "metadata" ? builtinSchema("ObjectMeta") : within(schema, first);
  return ruleOf(rest.reduce<Schema | undefined>(within, root));
}

function within(schema: Schema | undefined, step: string): Schema | undefined {
  if (step === "[]") return schema?.list?.items;
  return schema?.map?.fields.get(step)?.schema ?? schema?.map?.others;
}

/** A place that may be anything has no rule. */
function ruleOf({ list, map }: Schema = {}): FieldType | undefined {
  if (list !== undefined && map === undefined)
    return typeof list.merge === "string" ? list.merge : { keys: list.merge };
  return map?.atomic === true && list === undefined ? "atomic" : undefined;
}
