import {
  isList,
  isMap,
  type Json,
  type JsonMap,
  type KubeObject,
  type ObjectMeta,
} from "./object.ts";

/** What was received instead of an object, as the end of a sentence: `its labels are not texts`. Never quotes a value. */
export class Misshapen {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/**
 * Accepts JSON from outside as a Kubernetes object, once, where it comes in: the result is everything that KubeObject says of
 * `kind`, `apiVersion` and `metadata`, so that no code behind this check asks again. The members beside `metadata` are any
 * JSON and must be read as such. `null` counts as absent, as in Kubernetes.
 *
 * @param as what it is, for items of lists, which do not say it themselves
 */
export function checkedObject(
  value: Json | undefined,
  as?: { readonly apiVersion: string; readonly kind: string },
): KubeObject | Misshapen {
  if (!isMap(value)) return new Misshapen("it is no object");
  const { apiVersion, kind } = as ?? value;
  if (typeof kind !== "string" || kind === "") return new Misshapen("its kind is missing");
  if (typeof apiVersion !== "string" || apiVersion === "")
    return new Misshapen("its apiVersion is missing");
  const metadata = checkedMeta(value["metadata"]);
  return metadata instanceof Misshapen ? metadata : { ...value, apiVersion, kind, metadata };
}

/** An object as stored: with the identity that an API server gives to everything it keeps. */
export function checkedStored(object: KubeObject): KubeObject | Misshapen {
  for (const key of ["uid", "resourceVersion"] as const)
    if ((object.metadata[key] ?? "") === "") return new Misshapen(`its ${key} is missing`);
  return object;
}

const TEXTS = ["namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp"];
const TEXT_MAPS = ["labels", "annotations"];

function checkedMeta(value: Json | undefined): ObjectMeta | Misshapen {
  if (!isMap(value)) return new Misshapen("its metadata is missing");
  const { name } = value;
  if (typeof name !== "string" || name === "") return new Misshapen("its name is missing");
  const meta: JsonMap = withoutNulls(value);
  const wrongText = TEXTS.find((key) => meta[key] !== undefined && typeof meta[key] !== "string");
  if (wrongText !== undefined) return new Misshapen(`its ${wrongText} is no text`);
  const wrongMap = TEXT_MAPS.find((key) => meta[key] !== undefined && !isTextMap(meta[key]));
  if (wrongMap !== undefined) return new Misshapen(`its ${wrongMap} are not texts`);
  if (meta["generation"] !== undefined && typeof meta["generation"] !== "number")
    return new Misshapen("its generation is no number");
  const managed = checkedManagers(meta["managedFields"]);
  if (managed instanceof Misshapen) return managed;
  return { ...meta, name, ...(managed === undefined ? {} : { managedFields: managed }) };
}

function withoutNulls(map: JsonMap): JsonMap {
  if (!Object.values(map).includes(null)) return map;
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null));
}

function isTextMap(value: Json | undefined): boolean {
  return isMap(value) && Object.values(value).every((one) => typeof one === "string");
}

function checkedManagers(value: Json | undefined): readonly Json[] | Misshapen | undefined {
  if (value === undefined) return undefined;
  const wrong = new Misshapen("its managedFields are not what an API server keeps");
  if (!isList(value)) return wrong;
  const entries: Json[] = [];
  for (const entry of value) {
    if (!isMap(entry)) return wrong;
    // All members may be left out when empty: apimachinery, meta/v1/types.go, ManagedFieldsEntry.
    const { manager = "", operation = "", apiVersion = "", subresource, time, fieldsV1 } = entry;
    const texts = [manager, operation, apiVersion, subresource ?? "", time ?? ""];
    if (!texts.every((text) => typeof text === "string")) return wrong;
    if (fieldsV1 !== undefined && fieldsV1 !== null && !isFieldTree(fieldsV1)) return wrong;
    entries.push({ ...withoutNulls(entry), manager, operation, apiVersion });
  }
  return entries;
}

/** Maps and nothing else, as FieldsV1 is. */
function isFieldTree(value: Json | undefined): value is JsonMap {
  return isMap(value) && Object.values(value).every(isFieldTree);
}
