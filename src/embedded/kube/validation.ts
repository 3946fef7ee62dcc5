import { plainText } from "./plain-text.ts";
import { sameJson } from "../../kube/canonical.ts";
import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../../kube/object.ts";
import {
  type FailureSubject,
  immutable,
  invalid,
  type InvalidField,
  invalidValue,
} from "./api-failure.ts";
import { customErrors } from "../../kube/schema/custom-validation.ts";
import type { ServedKind } from "./kinds.ts";

/** Fields no update may change. Source: the ValidateUpdate functions of k8s.io/kubernetes pkg/apis. */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  Deployment: ["spec.selector"],
  ReplicaSet: ["spec.selector"],
  DaemonSet: ["spec.selector"],
  Secret: ["type"],
  EndpointSlice: ["addressType"],
};

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_NAMED = new Set(["Namespace", "Service"]);
const FREELY_NAMED = new Set(["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"]);

/** Throws 422 with every refused field. A small part of what a real server checks; docs/contract.md has the list. */
export function validate(object: KubeObject, live: KubeObject | undefined, kind: ServedKind): void {
  const subject: FailureSubject = {
    plural: kind.plural,
    group: kind.group,
    kind: kind.kind,
    name: object.metadata.name,
  };
  const fields = [
    ...nameErrors(object, kind),
    ...(live === undefined ? [] : immutableErrors(live, object, kind)),
    ...kindErrors(object, kind),
  ];
  if (fields.length > 0) throw invalid(subject, fields);
}

function nameErrors(object: KubeObject, kind: ServedKind): readonly InvalidField[] {
  const { name } = object.metadata;
  if (FREELY_NAMED.has(kind.kind)) return [];
  const isLabel = LABEL_NAMED.has(kind.kind);
  const fits = (isLabel ? DNS_LABEL : SUBDOMAIN).test(name) && name.length <= (isLabel ? 63 : 253);
  if (fits) return [];
  const what = isLabel
    ? "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  const message = `Invalid value: ${JSON.stringify(name)}: ${what}`;
  return [{ field: "metadata.name", reason: "FieldValueInvalid", message }];
}

function immutableErrors(
  live: KubeObject,
  next: KubeObject,
  kind: ServedKind,
): readonly InvalidField[] {
  const changed = (path: string): boolean => !sameJson(at(live, path), at(next, path));
  const fields = (IMMUTABLE[kind.kind] ?? [])
    .filter(changed)
    .map((path) => immutable(path, at(next, path)));
  if (kind.kind === "Service" && changed("spec.clusterIP"))
    fields.push({
      field: "spec.clusterIPs[0]",
      reason: "FieldValueInvalid",
      message: `Invalid value: ${JSON.stringify([at(next, "spec.clusterIP")])}: may not change once set`,
    });
  if ((kind.kind === "RoleBinding" || kind.kind === "ClusterRoleBinding") && changed("roleRef"))
    fields.push({
      field: "roleRef",
      reason: "FieldValueInvalid",
      message: `Invalid value: ${JSON.stringify(at(next, "roleRef"))}: cannot change roleRef`,
    });
  if (live["immutable"] === true && (changed("data") || changed("binaryData")))
    fields.push({
      field: "data",
      reason: "FieldValueForbidden",
      message: "Forbidden: field is immutable when `immutable` is set",
    });
  return fields;
}

function kindErrors(object: KubeObject, kind: ServedKind): readonly InvalidField[] {
  if (kind.custom !== undefined) return customErrors(object, kind.custom.openApi());
  switch (kind.kind) {
    case "Service":
      return serviceErrors(object);
    case "Pod":
      return containerErrors(mapOf(object["spec"]), "spec");
    case "Deployment":
    case "ReplicaSet":
    case "DaemonSet":
      return workloadErrors(object);
    case "CustomResourceDefinition":
      return definitionErrors(object);
    case "Lease":
      return leaseErrors(object);
    default:
      return [];
  }
}

function serviceErrors(object: KubeObject): readonly InvalidField[] {
  const spec = mapOf(object["spec"]);
  const ports = listOf(spec["ports"]);
  if (spec["type"] !== "ExternalName" && spec["clusterIP"] !== "None" && ports.length === 0)
    return [required("spec.ports")];
  return ports.map(mapOf).flatMap(({ name, port = 0 }, index) => {
    const place = `spec.ports[${String(index)}]`;
    const isPort = typeof port === "number" && port >= 1 && port <= 65_535;
    const message = invalidValue(port, "must be between 1 and 65535, inclusive");
    return [
      ...(ports.length > 1 && name === undefined ? [required(`${place}.name`)] : []),
      ...(isPort ? [] : [wrong(`${place}.port`, message)]),
    ];
  });
}

function workloadErrors(object: KubeObject): readonly InvalidField[] {
  const spec = mapOf(object["spec"]);
  const template = mapOf(spec["template"]);
  const labels = mapOf(mapOf(template["metadata"])["labels"]);
  const wanted = mapOf(mapOf(spec["selector"])["matchLabels"]);
  const errors: InvalidField[] = [];
  if (spec["selector"] === undefined) errors.push(required("spec.selector"));
  else if (Object.entries(wanted).some(([key, value]) => labels[key] !== value))
    errors.push({
      field: "spec.template.metadata.labels",
      reason: "FieldValueInvalid",
      message: `Invalid value: ${JSON.stringify(labels)}: \`selector\` does not match template \`labels\``,
    });
  return [...errors, ...containerErrors(mapOf(template["spec"]), "spec.template.spec")];
}

function containerErrors(podSpec: JsonMap, path: string): readonly InvalidField[] {
  const containers = listOf(podSpec["containers"]);
  if (containers.length === 0) return [required(`${path}.containers`)];
  return containers.flatMap((container, index) =>
    ["name", "image"]
      .filter((field) => (mapOf(container)[field] ?? "") === "")
      .map((field) => required(`${path}.containers[${String(index)}].${field}`)),
  );
}

function definitionErrors(object: KubeObject): readonly InvalidField[] {
  const spec = mapOf(object["spec"]);
  const names = mapOf(spec["names"]);
  const expected = `${plainText(names["plural"])}.${plainText(spec["group"])}`;
  if (object.metadata.name === expected) return [];
  const message = `Invalid value: ${JSON.stringify(object.metadata.name)}: must be spec.names.plural+"."+spec.group`;
  return [{ field: "metadata.name", reason: "FieldValueInvalid", message }];
}

/** Source: kubernetes, pkg/apis/coordination/validation. */
function leaseErrors(object: KubeObject): readonly InvalidField[] {
  const spec = mapOf(object["spec"]);
  const atLeast = (field: string, least: number, why: string): readonly InvalidField[] => {
    const value = spec[field];
    if (typeof value !== "number" || value >= least) return [];
    const message = invalidValue(value, why);
    return [{ field: `spec.${field}`, reason: "FieldValueInvalid", message }];
  };
  const errors = [
    ...atLeast("leaseDurationSeconds", 1, "must be greater than 0"),
    ...atLeast("leaseTransitions", 0, "must be greater than or equal to 0"),
  ];
  if ((spec["preferredHolder"] ?? "") === "" || (spec["strategy"] ?? "") !== "") return errors;
  const message = "Forbidden: may only be specified if `strategy` is defined";
  return [...errors, { field: "spec.preferredHolder", reason: "FieldValueForbidden", message }];
}

function wrong(field: string, message: string): InvalidField {
  return { field, reason: "FieldValueInvalid", message };
}

function required(field: string): InvalidField {
  return { field, reason: "FieldValueRequired", message: "Required value" };
}

function at(object: JsonMap, path: string): Json | undefined {
  return path.split(".").reduce<Json | undefined>((value, key) => mapOf(value)[key], object);
}

function mapOf(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}
