import { groupOf } from "./kinds.ts";
import { isList, isMap, type Json, type JsonMap, type KubeObject } from "./object.ts";
import { canonicalQuantity } from "./quantity.ts";

/** The server's spelling of one value; undefined where it drops the field. */
type Spell = (value: Json) => Json | undefined;
/** A place: names of fields, `*` for every field of a map, `[]` for every item of a list. */
type Rule = readonly [place: string, spell: Spell];

const CONTAINERS = ["containers", "initContainers"].flatMap((list): readonly Rule[] => [
  [`spec.template.spec.${list}.[].resources.limits.*`, quantity],
  [`spec.template.spec.${list}.[].resources.requests.*`, quantity],
  [`spec.template.spec.${list}.[].env.[].value`, (value) => (value === "" ? undefined : value)],
]);
const WEBHOOKS: readonly Rule[] = [["webhooks.[].rules.[]", withDefault("scope", "*")]];

/**
 * Source: apimachinery api/resource/quantity.go; the `omitempty` of core/v1 EnvVar.value; admissionregistration/v1
 * SetDefaults_Rule; discovery/v1 Endpoint.conditions, which is no pointer and always written.
 */
const KINDS: Readonly<Record<string, readonly Rule[]>> = {
  "apps/Deployment": CONTAINERS,
  "apps/DaemonSet": CONTAINERS,
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": WEBHOOKS,
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": WEBHOOKS,
  "discovery.k8s.io/EndpointSlice": [["endpoints.[]", withDefault("conditions", {})]],
};

/**
 * The object with the server's spelling of values that Istio's manifests spell in another way: `2000m` becomes `2`.
 * A value that is not in the table stays as it is, and then only the server knows.
 */
export function asStored(object: KubeObject): KubeObject {
  const rules = KINDS[`${groupOf(object.apiVersion)}/${object.kind}`] ?? [];
  return rules.reduce<Json | undefined>(
    (value, [place, spell]) => respelled(value, place.split("."), spell),
    object,
  ) as KubeObject;
}

/** Shares the parts it does not change. */
function respelled(
  value: Json | undefined,
  [step, ...rest]: readonly string[],
  spell: Spell,
): Json | undefined {
  if (value === undefined) return undefined;
  if (step === undefined) return spell(value);
  if (step === "[]")
    return isList(value) ? value.map((item) => respelled(item, rest, spell) ?? null) : value;
  if (!isMap(value)) return value;
  const names = step === "*" ? Object.keys(value) : step in value ? [step] : [];
  return names.reduce<JsonMap>(
    (map, name) => ({ ...map, [name]: respelled(map[name], rest, spell) }),
    value,
  );
}

/** Quantities as charts write them. Some kinds round fractions and others do not, so they are left to the server. */
const PLAIN_QUANTITY = /^[1-9]\d{0,14}(?:[mkMGTPE]|[KMGTPE]i)?$/;

function quantity(value: Json): Json {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && PLAIN_QUANTITY.test(text) ? canonicalQuantity(text) : value;
}

function withDefault(field: string, usual: Json): Spell {
  return (value) =>
    isMap(value) && value[field] === undefined ? { ...value, [field]: usual } : value;
}
