import { type FieldPath, fieldNames, stepOf } from "../../../kube/field-path.ts";
import { isMap, type Json } from "../../../kube/object.ts";
import { hashOf } from "../../../planner/digest.ts";
import type { ClusterView } from "../../view.ts";
import type { Row } from "./rows.ts";

/**
 * Tells the fields that are what a value of the file says: the field, or the variable of a container, has the name of the value's
 * last step, or a name that Istio's charts give it, and the very same value. Values stand in a plan by their hash alone.
 */
export function fromFile(values: NonNullable<ClusterView["values"]>): (row: Row) => boolean {
  const hashes = new Map<string, Set<string>>();
  for (const { path, sha256 } of values)
    for (const name of namesOf(path)) hashes.set(name, (hashes.get(name) ?? new Set()).add(sha256));
  if (hashes.size === 0) return () => false;
  return ({ path, value }) =>
    nestedIn(path, value).some(([name, spellings]) => {
      const known = hashes.get(name);
      return known !== undefined && spellings.some((one) => known.has(hashOf(one)));
    });
}

/** Other names of fields that a value of the charts sets. Source: the charts gateway and istio-discovery, 1.31. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  allowFrom: ["loadBalancerSourceRanges"],
  autoscaleMax: ["maxReplicas"],
  autoscaleMin: ["minReplicas"],
  replicaCount: ["replicas"],
  replicas: ["replicas", "minReplicas", "maxReplicas"],
  targetAverageUtilization: ["averageUtilization"],
};

function namesOf(path: string): readonly string[] {
  const quoted = /\["(?:[^"\\]|\\.)*"\]$/.exec(path)?.[0];
  const last =
    quoted === undefined
      ? (/[^.[\]]+$/.exec(path)?.[0] ?? "")
      : (JSON.parse(quoted.slice(1, -1)) as string);
  return [last, ...(Object.hasOwn(FIELDS, last) ? (FIELDS[last] ?? []) : [])];
}

/** The name of a field with its value in every spelling that a template may have made of the file's. */
function nestedIn(path: FieldPath, value: Json): readonly (readonly [string, readonly Json[]])[] {
  const name = fieldNames(path).at(-1) ?? "";
  const item = stepOf(path.at(-2) ?? "");
  const own = [[name, spellingsOf(value)] as const];
  const variable = item?.kind === "item" ? item.keys["name"] : undefined;
  if (name !== "value" || typeof variable !== "string") return own;
  return [...own, [variable, spellingsOf(value)]];
}

/**
 * A text may be a number or a boolean of the file, and a number one of its texts; and a list of names may be a list of maps with them.
 */
export function spellingsOf(value: Json): readonly Json[] {
  if (typeof value === "number" || typeof value === "boolean") return [value, String(value)];
  if (typeof value === "string") {
    const other = /^(true|false|-?\d{1,15}(\.\d{1,9})?)$/.test(value)
      ? [JSON.parse(value) as Json]
      : [];
    return [value, ...other];
  }
  if (!Array.isArray(value)) return [value];
  const names = (value as readonly Json[]).map((item) =>
    isMap(item) ? (item["name"] ?? null) : null,
  );
  return names.includes(null) ? [value] : [value, names];
}
