import { type AccessRequest, accessTo } from "../../kube/access-request.ts";
import { delivererOf } from "../../kube/deliverer.ts";
import {
  type Json,
  type JsonMap,
  type KubeObject,
  type ObjectRef,
  refOf,
} from "../../kube/object.ts";
import { readIstioMeshConfig } from "../../mesh/istio-mesh-config.ts";
import { READER_ACCOUNT } from "../../planner/components/reader-token/component.ts";
import type {
  AccessRule,
  InstalledControlPlane,
  InstalledInjector,
  InstalledIstiod,
  InstalledObject,
  InstalledPointer,
  InstalledReader,
  InstalledTag,
} from "../../planner/installed.ts";
import type { Subject } from "../facts/fact.ts";
import type { ComponentReader } from "./reader.ts";
import { istiodContainer } from "../istiod-container.ts";
import { at, mapsAt, textAt, textsAt, unique } from "./values.ts";
import { isUrl } from "../../util/is-url.ts";

/** The istiod of a primary, or what leads a remote to the istiod of its primary; and the account by which others read both. */
export async function readControlPlane(
  reader: ComponentReader,
  { namespace, role }: Subject,
): Promise<InstalledControlPlane> {
  const isRemote = role === "remote";
  const [istiods, injectors, pointers, account] = await Promise.all([
    isRemote ? [] : readIstiods(reader, namespace),
    readInjectors(reader, namespace),
    isRemote ? readPointers(reader, namespace) : [],
    readReader(reader, namespace),
  ]);
  return { istiods, injectors, pointers, reader: account };
}

/** An object of a list has no kind of its own. */
export function installed(
  object: KubeObject,
  kind: Pick<ObjectRef, "apiVersion" | "kind">,
): InstalledObject {
  const by = delivererOf(object);
  const ref = refOf({ ...object, ...kind });
  return by === undefined ? { object: ref } : { object: ref, by };
}

/** Which ConfigMaps and roles are read depends on the istiods and bindings that are found. */
export function controlPlaneReads({ namespace, role }: Subject): readonly AccessRequest[] {
  const pointers = [
    accessTo("list", { ...SERVICE, namespace }),
    accessTo("list", { ...SLICE, namespace }),
  ];
  const istiods = [
    accessTo("list", { ...DEPLOYMENT, namespace }),
    accessTo("get", { apiVersion: "v1", kind: "ConfigMap", namespace }),
  ];
  return [
    ...(role === "remote" ? pointers : istiods),
    accessTo("list", INJECTOR),
    accessTo("get", accountRef(namespace)),
    accessTo("list", { apiVersion: RBAC, kind: "ClusterRoleBinding" }),
    accessTo("get", { apiVersion: RBAC, kind: "ClusterRole" }),
  ];
}

const SERVICE = { apiVersion: "v1", kind: "Service" };
const SLICE = { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" };
const RBAC = "rbac.authorization.k8s.io/v1";

function accountRef(namespace: string): ObjectRef {
  return { apiVersion: "v1", kind: "ServiceAccount", namespace, name: READER_ACCOUNT };
}

const DEPLOYMENT = { apiVersion: "apps/v1", kind: "Deployment" };
const INJECTOR = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "MutatingWebhookConfiguration",
};

async function readIstiods(
  reader: ComponentReader,
  namespace: string,
): Promise<readonly InstalledIstiod[]> {
  const found = await reader.list({ ...DEPLOYMENT, namespace }, { labelSelector: "app=istiod" });
  const istiods = await Promise.all(found.map((one) => readIstiod(reader, namespace, one)));
  return istiods.sort((a, b) => (a.object.name < b.object.name ? -1 : 1));
}

/** Its environment, and the two ConfigMaps of its revision that it and its injector are configured by. */
async function readIstiod(
  reader: ComponentReader,
  namespace: string,
  deployment: KubeObject,
): Promise<InstalledIstiod> {
  const container = istiodContainer(deployment);
  const variable = (name: string): string | undefined =>
    textAt(
      mapsAt(container, "env").find((one) => one["name"] === name),
      "value",
    );
  const revision = revisionOf(variable("REVISION") ?? deployment.metadata.labels?.["istio.io/rev"]);
  const suffix = revision === "" ? "" : `-${revision}`;
  const configMap = (name: string) =>
    reader.get({ apiVersion: "v1", kind: "ConfigMap", namespace, name: `${name}${suffix}` });
  const [mesh, injector] = await Promise.all([
    configMap("istio"),
    configMap("istio-sidecar-injector"),
  ]);
  const { meshId, trustDomain } = readIstioMeshConfig(textAt(mesh, "data", "mesh") ?? "");
  const version = versionOf(deployment, textAt(container, "image"));
  const clusterId = variable("CLUSTER_ID");
  const network = networkOf(textAt(injector, "data", "values"));
  return {
    ...installed(deployment, DEPLOYMENT),
    revision,
    ...(version === undefined ? {} : { version }),
    ...(clusterId === undefined ? {} : { clusterId }),
    ...(network === undefined ? {} : { network }),
    ...(meshId === undefined ? {} : { meshId }),
    trustDomain: trustDomain ?? "cluster.local",
    externalIstiod: variable("EXTERNAL_ISTIOD") === "true",
  };
}

/** Istio calls the revision without a name `default`. */
function revisionOf(label: string | undefined): string {
  return label === undefined || label === "default" ? "" : label;
}

/** Images may be pinned by digest or mirrored under tags of their own; the chart's label says it, too. */
function versionOf(deployment: KubeObject, image: string | undefined): string | undefined {
  const tag = /:(\d+\.\d+\.\d+)[^:/@]*(?:@.*)?$/.exec(image ?? "")?.[1];
  const { labels = {} } = deployment.metadata;
  // istioctl prints 1.0.0 into the chart's label, and the version into a label of its own.
  const label = labels["operator.istio.io/version"] ?? labels["app.kubernetes.io/version"];
  return tag ?? (label === "1.0.0" ? undefined : label);
}

/** `global.network` of the injector's values, which are JSON. */
function networkOf(values: string | undefined): string | undefined {
  try {
    return textAt(JSON.parse(values ?? "null") as Json, "global", "network");
  } catch {
    return undefined;
  }
}

/** The webhooks of the Istio in this namespace; those of tags belong to another component. */
async function readInjectors(
  reader: ComponentReader,
  namespace: string,
): Promise<readonly InstalledInjector[]> {
  const labelSelector = "app=sidecar-injector,!istio.io/tag";
  return (await reader.list(INJECTOR, { labelSelector }))
    .filter((one) => mapsAt(one, "webhooks").every((hook) => leadsInto(namespace, hook)))
    .map((one): InstalledInjector => ({
      ...installed(one, INJECTOR),
      revision: revisionOf(one.metadata.labels?.["istio.io/rev"]),
      paths: unique(mapsAt(one, "webhooks").map(pathOf)),
    }))
    .sort((a, b) => (a.object.name < b.object.name ? -1 : 1));
}

/** A URL names a host, and says nothing of a namespace. */
function leadsInto(namespace: string, webhook: JsonMap): boolean {
  const found = textAt(webhook, "clientConfig", "service", "namespace");
  return found === undefined || found === namespace;
}

export function tagReads(): readonly AccessRequest[] {
  return [accessTo("list", INJECTOR)];
}

/** The injectors of tags; the component has no other objects that are looked at. */
export async function readTags(reader: ComponentReader): Promise<readonly InstalledTag[]> {
  const found = await reader.list(INJECTOR, { labelSelector: "istio.io/tag" });
  return found
    .map((one): InstalledTag => ({
      ...installed(one, INJECTOR),
      tag: one.metadata.labels?.["istio.io/tag"] ?? "",
      revision: revisionOf(one.metadata.labels?.["istio.io/rev"]),
    }))
    .sort((a, b) => (a.object.name < b.object.name ? -1 : 1));
}

/** A webhook is called through a Service, or at a URL where the control plane has a host name. */
function pathOf(webhook: JsonMap): string | undefined {
  const url = textAt(webhook, "clientConfig", "url");
  if (url !== undefined) return isUrl(url) ? new URL(url).pathname : url;
  return textAt(webhook, "clientConfig", "service", "path");
}

/** Services `istiod…` without a selector, and where they lead. */
async function readPointers(
  reader: ComponentReader,
  namespace: string,
): Promise<readonly InstalledPointer[]> {
  const services = (await reader.list({ ...SERVICE, namespace })).filter(
    (one) => /^istiod(-|$)/.test(one.metadata.name) && at(one, "spec", "selector") === undefined,
  );
  const slices = services.length === 0 ? [] : await reader.list({ ...SLICE, namespace });
  return services
    .map((service): InstalledPointer => {
      const own = slices.filter(
        ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === service.metadata.name,
      );
      const addresses = own
        .flatMap((slice) => mapsAt(slice, "endpoints"))
        .flatMap((endpoint) => textsAt(endpoint, "addresses"));
      const alias = textAt(service, "spec", "externalName");
      return { ...installed(service, SERVICE), leadsTo: unique([...addresses, alias]) };
    })
    .sort((a, b) => (a.object.name < b.object.name ? -1 : 1));
}

async function readReader(reader: ComponentReader, namespace: string): Promise<InstalledReader> {
  const ref = accountRef(namespace);
  const isOfReader = (binding: KubeObject): boolean =>
    mapsAt(binding, "subjects").some(
      (one) =>
        one["kind"] === "ServiceAccount" &&
        one["name"] === READER_ACCOUNT &&
        one["namespace"] === namespace,
    );
  const keep = (binding: KubeObject) => (isOfReader(binding) ? binding : undefined);
  const [account, bindings] = await Promise.all([
    reader.get(ref),
    reader.list({ apiVersion: RBAC, kind: "ClusterRoleBinding" }, { keep }),
  ]);
  const roles = bindings.filter(isOfReader).map((binding) => textAt(binding, "roleRef", "name"));
  const found = await Promise.all(
    unique(roles).map((name) => reader.get({ apiVersion: RBAC, kind: "ClusterRole", name })),
  );
  return {
    ...(account === undefined ? { object: ref } : installed(account, ref)),
    exists: account !== undefined,
    rules: found.flatMap((role) => mapsAt(role, "rules")).map(ruleOf),
  };
}

function ruleOf(rule: JsonMap): AccessRule {
  return {
    groups: textsAt(rule, "apiGroups"),
    // A rule for single objects gives no right to the kind.
    resources: textsAt(rule, "resourceNames").length > 0 ? [] : textsAt(rule, "resources"),
    verbs: textsAt(rule, "verbs"),
  };
}
