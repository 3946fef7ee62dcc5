import { canonicalJson } from "../../../kube/canonical.ts";
import { type FieldPath, fieldElement, printedPath } from "../../../kube/field-path.ts";
import { itemElement } from "../../../kube/field-set.ts";
import { builtinFieldTypes, type FieldTypes } from "../../../kube/field-types.ts";
import { isList, isMap, type Json, type JsonMap, type ObjectRef } from "../../../kube/object.ts";
import { CREATED_BY_ANNOTATION, PART_OF_LABEL } from "../../../planner/names.ts";
import { hashOf } from "../../../planner/digest.ts";
import { addressKind } from "../../../mesh/address.ts";
import { memoByIdentity } from "../../../util/memo.ts";
import { KNOWN_AFTER_APPLY } from "../../object-facts.ts";
import { ANY_ADDRESS } from "./holes.ts";
import { type TextLeaf, textsIn } from "../rendered-texts.ts";

/** One field of an object with its value: the unit in which an object is compared with a plain one. */
export interface Row {
  readonly path: FieldPath;
  readonly value: Json;
}

/**
 * Everything an object says, field by field; lists that a server merges by a key are taken apart by it.
 *
 * Left out is what identifies the object, what meshplan notes for itself, and what a ConfigMap only records: nobody reads it.
 */
export function rowsOf(object: ObjectRef, body: JsonMap): readonly Row[] {
  const types = builtinFieldTypes(object.apiVersion, object.kind);
  return Object.entries(body).flatMap(([name, value]): readonly Row[] => {
    if (value === undefined || name === "kind") return [];
    const path = [fieldElement(name)];
    if (object.kind === "ConfigMap" && name === "data") return textRows(object, body);
    if (isRole(object) && name === "rules" && isList(value))
      return value.map((rule) => ({ path: [...path, itemElement(rule, "set")], value: rule }));
    if (object.kind === "CustomResourceDefinition" && name === "spec")
      return isMap(value) ? [{ path, value: definitionHash(value) }] : [{ path, value }];
    const rows = rowsBelow(value, path, name, types);
    return name === "metadata" ? rows.filter(({ path: [, ...own] }) => !isOwn(own)) : rows;
  });
}

/** Definitions are most of a plan, and every cluster has the same. */
const definitionHash = memoByIdentity((spec: JsonMap) => `sha256:${hashOf(spec)}`);

/** As it stands in the table: `spec.replicas | 1`. Values with line breaks stand there by their hash. */
export function rowText({ path, value }: Row): string {
  return `${printedPath(path)} | ${typeof value === "string" && value.includes("\n") ? `sha256:${hashOf(value)}` : canonicalJson(value)}`;
}

/**
 * A row as it is compared: an image without its registry and an address without its digits. Other detectors tell of those, and no
 * table knows them.
 */
export function comparable({ path, value }: Row): Row {
  if (path.at(-1) === IMAGE && typeof value === "string")
    return { path, value: value.slice(value.lastIndexOf("/") + 1) };
  const isAddress = path[0] === ENDPOINTS || path[0] === DATA || path[1] === BALANCER;
  return isAddress ? { path, value: withoutAddresses(value) } : { path, value };
}
const IMAGE = fieldElement("image");
const ENDPOINTS = fieldElement("endpoints");
const DATA = fieldElement("data");
const BALANCER = fieldElement("loadBalancerIP");

function withoutAddresses(value: Json): Json {
  if (typeof value === "string")
    return value === KNOWN_AFTER_APPLY || addressKind(value) === "ip" ? ANY_ADDRESS : value;
  if (isList(value)) return value.map(withoutAddresses);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      item === undefined ? undefined : withoutAddresses(item),
    ]),
  );
}

const isRole = ({ kind }: ObjectRef): boolean => kind === "Role" || kind === "ClusterRole";

/** The identity of an object, and meshplan's own notes, below `metadata`. */
function isOwn([field, key = ""]: FieldPath): boolean {
  if (field === "f:name" || field === "f:namespace") return true;
  return OWN_NOTES.has(key);
}
const OWN_NOTES = new Set([PART_OF_LABEL, CREATED_BY_ANNOTATION].map(fieldElement));

function rowsBelow(
  value: Json,
  path: FieldPath,
  pattern: string,
  types: FieldTypes,
): readonly Row[] {
  const type = types.at(pattern);
  if (type === "atomic") return [{ path, value }];
  if (isMap(value)) {
    const entries = Object.entries(value).filter(
      (entry): entry is [string, Json] => entry[1] !== undefined,
    );
    if (entries.length === 0) return [{ path, value }];
    return entries.flatMap(([key, item]) =>
      rowsBelow(item, [...path, fieldElement(key)], `${pattern}.${key}`, types),
    );
  }
  if (!isList(value) || type === undefined || value.length === 0) return [{ path, value }];
  return itemRows(value, path, { pattern, types, type });
}

interface KeyedList {
  readonly pattern: string;
  readonly types: FieldTypes;
  readonly type: Parameters<typeof itemElement>[1];
}

/** The items by their keys. Two with the same key would hide one another, so such a list is one value. */
function itemRows(value: readonly Json[], path: FieldPath, list: KeyedList): readonly Row[] {
  const { pattern, types, type } = list;
  const elements = value.map((item) => itemElement(item, type));
  if (new Set(elements).size < elements.length) return [{ path, value }];
  const keys = type === "set" ? [] : type.keys;
  return value.flatMap((item, index) => {
    const own = [...path, elements[index] ?? ""];
    if (!isMap(item)) return [{ path: own, value: item }];
    const rest = Object.keys(item).filter((key) => !keys.includes(key));
    if (rest.length === 0) return [{ path: own, value: item }];
    const others = Object.fromEntries(rest.map((key) => [key, item[key]]));
    return rowsBelow(others, own, `${pattern}[]`, types);
  });
}

/** The texts of a ConfigMap, value by value where they are YAML; one that is not is a value of its own. */
function textRows(object: ObjectRef, body: JsonMap): readonly Row[] {
  if (RECORDS.test(object.name)) return [];
  return [...textsIn(body)].flatMap(([key, leaves]) =>
    leaves === undefined
      ? [{ path: [DATA, fieldElement(key)], value: "no YAML" }]
      : leaves.map(textRow),
  );
}

/** A value in a text as a field of its ConfigMap. */
export function textRow({ key, steps, value }: TextLeaf): Row {
  return { path: [DATA, fieldElement(key), ...steps.map(fieldElement)], value };
}

/** The values of a render, which istioctl and the charts keep beside it. Source: istio-discovery/templates/configmap-values.yaml. */
const RECORDS = /^values(-|$)/;
