import { type FieldPath, fieldElement, keyElement, printedPath } from "../../kube/field-path.ts";
import { isMap, type Json, type JsonMap, type ObjectRef } from "../../kube/object.ts";
import { canonicalJson } from "../../kube/canonical.ts";
import { hashOf } from "../../planner/digest.ts";
import { listOf, mapOf, textOf } from "../json-parts.ts";
import { at } from "../../kube/at.ts";

/** What an object says that decides what runs, as whom and with what, or who is asked and answered; one value each. */
export interface Part {
  readonly path: FieldPath;
  /** Null where a field is not there that would confine what runs. */
  readonly value: Json;
}

/** The parts of an object that its sort in a plain Istio decides, and no cluster, place or size. Nothing of other kinds. */
export function partsOf(
  { kind, name }: Pick<ObjectRef, "kind" | "name">,
  body: JsonMap,
): readonly Part[] {
  switch (kind) {
    case "CustomResourceDefinition":
      return definitionParts(name, body["spec"]);
    case "Deployment":
    case "DaemonSet":
      return podParts(mapOf(at(body, "spec", "template")), fieldsOf("spec", "template"));
    case "MutatingWebhookConfiguration":
    case "ValidatingWebhookConfiguration":
      return listOf(body["webhooks"]).filter(isMap).flatMap(webhookParts);
    case "Service":
      return [
        ...annotationsIn(body),
        ...["selector", "ports", "externalName"].map((name) => ({
          path: fieldsOf("spec", name),
          value: at(body, "spec", name) ?? null,
        })),
      ];
    case "ServiceAccount":
      return annotationsIn(body);
    default:
      return [];
  }
}

/** Schemas decide what becomes of every object of their kind. They are long, and no value changes them. */
function definitionParts(name: string, spec: Json | undefined): readonly Part[] {
  if (!name.endsWith(".istio.io") || !isMap(spec)) return [];
  return [{ path: fieldsOf("spec"), value: `sha256:${hashOf(spec)}` }];
}

/** As it stands in the table of plain parts. The configurations of webhooks have the same webhooks under many names. */
export function partText({ kind, name }: Pick<ObjectRef, "kind" | "name">, part: Part): string {
  const object = kind.endsWith("WebhookConfiguration") ? kind : `${kind} ${name}`;
  return `${object} | ${printedPath(part.path)} | ${canonicalJson(part.value)}`;
}

const fieldsOf = (...names: readonly string[]): FieldPath => names.map(fieldElement);

/** What meshplan notes for itself, and nobody else reads. */
const OWN_PREFIX = "meshplan.dev/";

function annotationsIn(body: JsonMap, above: FieldPath = []): readonly Part[] {
  const annotations = mapOf(at(body, "metadata", "annotations"));
  return Object.entries(annotations)
    .filter(([name]) => !name.startsWith(OWN_PREFIX))
    .map(([name, value = null]) => ({
      path: [...above, ...fieldsOf("metadata", "annotations", name)],
      value,
    }));
}

/** Where pods run and how large they are; images and rights over nodes are looked for by themselves, of every minor. */
const OF_PLACE: ReadonlySet<string> = new Set([
  "affinity",
  "imagePullSecrets",
  "nodeSelector",
  "priorityClassName",
  "terminationGracePeriodSeconds",
  "tolerations",
  "topologySpreadConstraints",
]);
const OF_SIZE: ReadonlySet<string> = new Set([
  "image",
  "imagePullPolicy",
  "name",
  "resources",
  "terminationMessagePath",
  "terminationMessagePolicy",
]);
const CONTAINERS = ["containers", "initContainers", "ephemeralContainers"];
const LISTS: ReadonlySet<string> = new Set([...CONTAINERS, "volumes", "env", "volumeMounts"]);

function podParts(template: JsonMap, above: FieldPath): readonly Part[] {
  const spec = mapOf(template["spec"]);
  const place = [...above, fieldElement("spec")];
  return [
    ...annotationsIn(template, above),
    ...fieldsIn(spec, place, OF_PLACE),
    ...itemsIn(spec, "volumes", "name", place),
    ...CONTAINERS.flatMap((list) =>
      listOf(spec[list])
        .filter(isMap)
        .flatMap((container) => {
          const name = keyElement({ name: textOf(container["name"]) });
          return containerParts(container, [...place, fieldElement(list), name]);
        }),
    ),
  ];
}

function containerParts(container: JsonMap, place: FieldPath): readonly Part[] {
  return [
    ...fieldsIn(container, place, OF_SIZE),
    ...itemsIn(container, "env", "name", place),
    ...itemsIn(container, "volumeMounts", "mountPath", place),
  ];
}

/** Every field as a whole but lists of items; the one that confines what runs also where it is not there. */
function fieldsIn(map: JsonMap, place: FieldPath, others: ReadonlySet<string>): readonly Part[] {
  const all: JsonMap = { securityContext: null, ...map };
  return Object.entries(all).flatMap(([name, value]) =>
    value === undefined || others.has(name) || LISTS.has(name)
      ? []
      : [{ path: [...place, fieldElement(name)], value }],
  );
}

function itemsIn(map: JsonMap, list: string, key: string, place: FieldPath): readonly Part[] {
  return listOf(map[list])
    .filter(isMap)
    .map((item) => ({
      path: [...place, fieldElement(list), keyElement({ [key]: item[key] ?? null })],
      value: item,
    }));
}

/** To whom it leads is looked for by itself. Its CA is istiod's, which writes it there. */
function webhookParts(webhook: JsonMap): readonly Part[] {
  const { clientConfig, name, ...others } = webhook;
  const place = [fieldElement("webhooks"), keyElement({ name: textOf(name) })];
  const all: JsonMap = { ...CONFINING, ...others };
  return [
    ...Object.entries(all).map(([field, value = null]) => ({
      path: [...place, fieldElement(field)],
      value,
    })),
    {
      path: [...place, ...fieldsOf("clientConfig", "service")],
      value: mapOf(clientConfig)["service"] ?? null,
    },
  ];
}

/** Without them a webhook is asked of everything. */
const CONFINING: JsonMap = { namespaceSelector: null, objectSelector: null };
