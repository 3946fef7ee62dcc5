import { service } from "./control-plane.ts";
import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../../../kube/object.ts";
import { textAt } from "../../../kube/at.ts";

const REVISION = "istio.io/rev";

/**
 * The same objects for a named revision: names end in the revision, selectors and webhooks follow it, and each of its tags has
 * an injector and a Service. This follows the charts of Istio 1.31.
 */
export function withRevision(
  objects: readonly KubeObject[],
  revision: string,
  tags: readonly string[],
): readonly KubeObject[] {
  const all = objects.flatMap((object) => [
    ...tagsOf(object, revision, tags),
    revised(object, revision),
  ]);
  return sortedRuns(all);
}

/** istioctl prints the objects of one kind sorted by name. */
function sortedRuns(objects: readonly KubeObject[]): readonly KubeObject[] {
  const runs: KubeObject[][] = [];
  for (const object of objects) {
    const last = runs.at(-1);
    if (last?.[0]?.kind === object.kind) last.push(object);
    else runs.push([object]);
  }
  return runs.flatMap((run) => run.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)));
}

/** Names that carry the revision, in their form without it. */
const NAMED: readonly RegExp[] = [
  /^(istiod)()$/,
  /^(istiod-remote)()$/,
  /^(istio)()$/,
  /^(istio-sidecar-injector)()$/,
  /^(values)()$/,
  /^(istio-reader-clusterrole)(-.+)$/,
  /^(istiod-clusterrole)(-.+)$/,
  /^(istiod-gateway-controller)(-.+)$/,
  /^(istio-validator)(-.+)$/,
];

function renamed(name: string, revision: string): string {
  const pattern = NAMED.find((one) => one.test(name));
  return pattern === undefined ? name : name.replace(pattern, `$1-${revision}$2`);
}

function revised(object: KubeObject, revision: string): KubeObject {
  const { metadata, ...rest } = object;
  if (object.kind === "CustomResourceDefinition") return object;
  const body = revisedValue(rest, revision) as JsonMap;
  const own = revisedValue(metadata, revision) as KubeObject["metadata"];
  const result = {
    ...body,
    metadata: { ...own, name: renamed(metadata.name, revision) },
  } as KubeObject;
  return object.kind === "MutatingWebhookConfiguration"
    ? withWebhooks(result, isOfRevision)
    : result;
}

/** Places with a name or a label of the revision. */
function revisedValue(value: Json, revision: string): Json {
  if (isList(value)) return value.map((item) => revisedValue(item, revision));
  if (!isMap(value)) return value;
  if (value["key"] === REVISION && value["operator"] === "In")
    return { ...value, values: [revision] };
  if (value["name"] === "REVISION" && value["value"] === "default")
    return { ...value, value: revision };
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    item === undefined ? item : revisedField(key, item, revision),
  ]);
  return Object.fromEntries(entries) as JsonMap;
}

const REFERENCES = new Set(["name", "serviceAccountName", "kubernetes.io/service-name"]);
const ISTIOD_SELECTORS = new Set(["matchLabels", "selector"]);

function revisedField(key: string, item: Json, revision: string): Json {
  if (key === REVISION) return revision;
  if (REFERENCES.has(key) && typeof item === "string") return renamed(item, revision);
  if (ISTIOD_SELECTORS.has(key) && isMap(item) && item["istio"] === "pilot")
    return { app: "istiod", [REVISION]: revision };
  if (key === "labels" && isMap(item) && item["sidecar.istio.io/inject"] !== undefined)
    return revisedPodLabels(item, revision);
  return revisedValue(item, revision);
}

function revisedPodLabels(labels: JsonMap, revision: string): JsonMap {
  const isIstiod = labels["istio"] === "pilot";
  return {
    ...labels,
    ...(isIstiod ? { istio: "istiod" } : {}),
    ...(labels[REVISION] === undefined ? {} : { [REVISION]: revision }),
  };
}

/** Only the default revision answers for namespaces that ask for injection without naming a revision. */
function isOfRevision(name: string): boolean {
  return name.startsWith("rev.");
}

function withWebhooks(object: KubeObject, keep: (name: string) => boolean): KubeObject {
  const { webhooks } = object;
  const kept = isList(webhooks) ? webhooks.filter((webhook) => keep(textAt(webhook, "name"))) : [];
  return { ...object, webhooks: kept };
}

/** The object that a tag adds beside another: a copy of the injector, or of istiod's Service. */
function tagsOf(
  object: KubeObject,
  revision: string,
  tags: readonly string[],
): readonly KubeObject[] {
  const isInjector = object.kind === "MutatingWebhookConfiguration";
  const isService = object.kind === "Service" && object.metadata.name === "istiod";
  if (!isInjector && !isService) return [];
  return tags.map((tag) => {
    const name = isInjector ? `istio-revision-tag-${tag}` : `istiod-revision-tag-${tag}`;
    // In a remote it also selects istiod pods, which are not there: nothing uses it.
    const copy = isInjector ? injectorOf(object, tag, revision) : revised(service(), revision);
    const labels = { ...copy.metadata.labels, [REVISION]: revision, "istio.io/tag": tag };
    return { ...copy, metadata: { ...copy.metadata, name, labels } };
  });
}

/** Matches the tag where the revision's own injector matches the revision, and calls the same istiod. */
function injectorOf(object: KubeObject, tag: string, revision: string): KubeObject {
  const asTag = revisedValue(object, tag) as KubeObject;
  const asRevision = revisedValue(object, revision) as KubeObject;
  const clients = isList(asRevision["webhooks"]) ? asRevision["webhooks"] : [];
  const webhooks = (isList(asTag["webhooks"]) ? asTag["webhooks"] : []).map((webhook, index) => {
    const client = clients[index];
    return isMap(webhook) && isMap(client)
      ? { ...webhook, clientConfig: client["clientConfig"] ?? null }
      : webhook;
  });
  const all = { ...asTag, webhooks };
  return tag === "default" ? all : withWebhooks(all, isOfRevision);
}
