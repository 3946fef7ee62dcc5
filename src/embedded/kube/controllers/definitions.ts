import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../../../kube/object.ts";
import type { EmbeddedCluster } from "../cluster.ts";
import { kubeTime } from "../clock.ts";
import { familyOf, type PrinterColumn, type ServedKind } from "../kinds.ts";
import { customSchema } from "../../../kube/schema/custom.ts";
import type { Schema } from "../../../kube/schema/schema.ts";
import { type ControllerContext, idOf, later, modify, onObjects } from "./controller.ts";
import { at, listAt, mapAt, textAt } from "../../../kube/at.ts";

/** CustomResourceDefinitions: accepts their names, serves their kinds, then says Established, in this order. */
export function runDefinitions({ cluster, delay }: ControllerContext): void {
  onObjects(cluster, ["customresourcedefinitions.apiextensions.k8s.io"], (definition, event) => {
    if (event === "DELETED") {
      withdraw(cluster, definition);
      return;
    }
    if (definition.metadata.deletionTimestamp !== undefined) return;
    if (isEstablished(definition)) serve(cluster, definition);
    else
      later(cluster, delay, () => {
        serve(cluster, definition);
        establish(cluster, definition);
      });
  });
}

/** Serves the kinds of definitions that were there before, e.g. from a saved state, at once. */
export function serveEstablished(cluster: EmbeddedCluster): void {
  for (const definition of cluster.store.list("customresourcedefinitions.apiextensions.k8s.io"))
    if (isEstablished(definition)) serve(cluster, definition);
}

function isEstablished(definition: KubeObject): boolean {
  return listAt(definition, "status", "conditions").some(
    (one) => at(one, "type") === "Established" && at(one, "status") === "True",
  );
}

function serve(cluster: EmbeddedCluster, definition: KubeObject): void {
  const versions = listAt(definition, "spec", "versions").filter(isMap);
  const storage = versions.find((version) => version["storage"] === true);
  cluster.kinds.removeAll(
    textAt(definition, "spec", "group"),
    textAt(definition, "spec", "names", "plural"),
  );
  for (const version of versions)
    if (version["served"] === true)
      cluster.kinds.add(kindOf(definition, version, textAt(storage, "name")));
}

function kindOf(definition: KubeObject, version: JsonMap, storageVersion: string): ServedKind {
  const names = mapAt(definition, "spec", "names");
  const group = textAt(definition, "spec", "group");
  const name = textAt(version, "name");
  const openApi = mapAt(version, "schema", "openAPIV3Schema");
  let schema: Schema | undefined;
  return {
    group,
    version: name,
    apiVersion: `${group}/${name}`,
    kind: textAt(names, "kind"),
    plural: textAt(names, "plural"),
    singular: textAt(names, "singular"),
    shortNames: texts(names["shortNames"]),
    categories: texts(names["categories"]),
    namespaced: textAt(definition, "spec", "scope") !== "Cluster",
    hasStatus: at(version, "subresources", "status") !== undefined,
    schema: () => (schema ??= customSchema(openApi)),
    custom: { storageVersion, columns: columnsOf(version), openApi: () => openApi },
  };
}

function columnsOf(version: JsonMap): readonly PrinterColumn[] {
  return listAt(version, "additionalPrinterColumns").map((column) => {
    const priority = at(column, "priority");
    return {
      name: textAt(column, "name"),
      type: textAt(column, "type"),
      jsonPath: textAt(column, "jsonPath"),
      ...(typeof priority === "number" ? { priority } : {}),
    };
  });
}

function texts(value: Json | undefined): readonly string[] {
  return isList(value) ? value.map(String) : [];
}

function establish(cluster: EmbeddedCluster, definition: KubeObject): void {
  const now = kubeTime(cluster.clock.now());
  const condition = (type: string, reason: string, message: string): JsonMap => ({
    type,
    status: "True",
    lastTransitionTime: now,
    reason,
    message,
  });
  const status: JsonMap = {
    conditions: [
      condition("NamesAccepted", "NoConflicts", "no conflicts found"),
      condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
    ],
    acceptedNames: mapAt(definition, "spec", "names"),
    storedVersions: listAt(definition, "spec", "versions")
      .filter((version) => at(version, "storage") === true)
      .map((version) => textAt(version, "name")),
  };
  const options = { manager: "kube-apiserver", subresource: "status" } as const;
  modify(cluster, idOf(definition), (live) => ({ ...live, status }), options);
}

function withdraw(cluster: EmbeddedCluster, definition: KubeObject): void {
  const group = textAt(definition, "spec", "group");
  const plural = textAt(definition, "spec", "names", "plural");
  const family = familyOf({ group, plural });
  for (const object of cluster.store.list(family)) cluster.store.remove(family, object);
  cluster.kinds.removeAll(group, plural);
}
