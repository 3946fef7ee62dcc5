import { ApiError } from "../kube/api-error.ts";
import { FieldSet } from "../kube/field-set.ts";
import { isMap, type KubeObject, managedFieldsOf } from "../kube/object.ts";
import { appliedFields } from "../kube/unchanged.ts";
import { readIstioMeshConfig } from "../mesh/istio-mesh-config.ts";
import type { LiveIstio, LiveSlice } from "../planner/facts.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";
import { PART_OF_LABEL } from "../planner/names.ts";
import type { ClusterReader, ObjectList } from "../ports.ts";
import { MADE_BY_ISTIOD } from "./ambient-facts.ts";
import { istiodContainer } from "./istiod-container.ts";
import { readGateways } from "./live-gateways.ts";
import { REMOTE_SECRETS } from "./secret-facts.ts";
import { mapsAt, textAt, textsAt, unique } from "./installed/values.ts";

export interface LiveRequest {
  /** The namespace of Istio. */
  readonly namespace: string;
  readonly role: "primary" | "remote" | "host";
  /** Names, the newest first; the unnamed one is empty. */
  readonly revisions: readonly string[];
  /** Label value of this mesh's objects. */
  readonly part: string;
  /** Whether it would be news that the mesh has agents on the nodes. */
  readonly nodeAgents: boolean;
  /** Whether it has east-west gateways that Gateways of others could select. */
  readonly gateways: boolean;
}

type LiveObjects = Pick<
  LiveIstio,
  | "meshId"
  | "trustDomain"
  | "remoteSecrets"
  | "endpoints"
  | "pointsTo"
  | "slices"
  | "nodeAgents"
  | "gateways"
>;

const NONE: ObjectList = { items: [], resourceVersion: "" };

/**
 * What an Istio that runs there was told: its mesh config, the clusters it reads, leftovers of older versions.
 *
 * Only rules look at it, so what may not be read is left out instead of asked for. Secrets are listed by their metadata.
 */
export async function readLiveIstio(
  client: ClusterReader,
  { namespace, role, revisions, part, nodeAgents, gateways }: LiveRequest,
): Promise<LiveObjects> {
  const [suffix = "", ...others] = revisions.map((name) => (name === "" ? "" : `-${name}`));
  const services = [suffix, ...others].map((one) => `istiod${one}`);
  const get = (kind: string, name: string) =>
    allowed(client.get({ apiVersion: "v1", kind, namespace, name }), undefined);
  if (role === "remote") {
    const [endpoints, slices] = await Promise.all([
      get("Endpoints", `istiod${suffix}`),
      readSlices(client, namespace, services),
    ]);
    const isLeading = isMirrored(endpoints);
    const pointsTo = [...slices.pointsTo, ...(isLeading ? addressesIn(endpoints) : [])];
    return {
      remoteSecrets: [],
      endpoints: isLeading,
      slices: slices.slices,
      pointsTo: unique(pointsTo),
      nodeAgents: [],
    };
  }
  const [config, secrets, slices, agents, found] = await Promise.all([
    get("ConfigMap", `istio${suffix}`),
    allowed(
      client.list(
        { apiVersion: "v1", kind: "Secret", namespace },
        { labelSelector: REMOTE_SECRETS, metadataOnly: true },
      ),
      NONE,
    ),
    readSlices(client, namespace, services),
    nodeAgents ? readNodeAgents(client, namespace, part) : [],
    gateways ? readGateways(client, part) : [],
  ]);
  return {
    ...meshConfigOf(config),
    remoteSecrets: secrets.items.map(secretOf),
    endpoints: false,
    ...slices,
    nodeAgents: agents,
    ...(found.length === 0 ? {} : { gateways: found }),
  };
}

/** The DaemonSets of this mesh: in ambient mode ztunnel and the CNI plugin. */
async function readNodeAgents(
  client: ClusterReader,
  namespace: string,
  part: string,
): Promise<readonly string[]> {
  const { items } = await allowed(
    client.list(
      { apiVersion: "apps/v1", kind: "DaemonSet", namespace },
      { labelSelector: `${PART_OF_LABEL}=${part}`, metadataOnly: true },
    ),
    NONE,
  );
  return items.map(({ metadata }) => metadata.name).sort();
}

/** Kubernetes marks the Endpoints that it keeps for a Service with a selector, and copies only others to slices. */
function isMirrored(endpoints: KubeObject | undefined): boolean {
  const { labels = {} } = endpoints?.metadata ?? {};
  return endpoints !== undefined && labels["endpointslice.kubernetes.io/skip-mirror"] !== "true";
}

/** Addresses of Endpoints, by which remotes find their primary before 1.28. */
function addressesIn(endpoints: KubeObject | undefined): readonly string[] {
  return mapsAt(endpoints, "subsets")
    .flatMap((subset) => mapsAt(subset, "addresses"))
    .flatMap((address) => textAt(address, "ip") ?? []);
}

/** Slices are without those that Kubernetes copies from Endpoints: they go with the Endpoints. */
async function readSlices(
  client: ClusterReader,
  namespace: string,
  services: readonly string[],
): Promise<Pick<LiveIstio, "slices" | "pointsTo">> {
  const { items } = await allowed(
    client.list(
      { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", namespace },
      { labelSelector: `kubernetes.io/service-name in (${services.join(",")})` },
    ),
    NONE,
  );
  const all = items.map(sliceOf);
  const elsewhere = all.filter(({ ofSelector }) => !ofSelector);
  return {
    pointsTo: unique(elsewhere.flatMap(({ addresses }) => addresses)),
    slices: items
      .filter(
        ({ metadata }) => metadata.labels?.[KEPT_BY] !== "endpointslicemirroring-controller.k8s.io",
      )
      .map(sliceOf)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

const KEPT_BY = "endpointslice.kubernetes.io/managed-by";

/** Labels of the Service are copied to the slices that Kubernetes keeps, so a label of the mesh says nothing here. */
function sliceOf(slice: KubeObject): LiveSlice {
  const { name, labels = {} } = slice.metadata;
  return {
    name,
    service: labels["kubernetes.io/service-name"] ?? "",
    ofSelector: labels[KEPT_BY] === "endpointslice-controller.k8s.io",
    addresses: unique(mapsAt(slice, "endpoints").flatMap((one) => textsAt(one, "addresses"))),
  };
}

function meshConfigOf(config: KubeObject | undefined): Pick<LiveIstio, "meshId" | "trustDomain"> {
  const data = config?.["data"];
  const mesh = isMap(data) ? data["mesh"] : undefined;
  return typeof mesh === "string" ? readIstioMeshConfig(mesh) : {};
}

function secretOf({ metadata }: KubeObject): LiveIstio["remoteSecrets"][number] {
  const cluster = metadata.annotations?.["networking.istio.io/cluster"];
  return { name: metadata.name, ...(cluster === undefined ? {} : { cluster }) };
}

/** Objects that are read for other reasons too. */
interface SeenObjects {
  /** The namespace kube-system. */
  readonly system: KubeObject | undefined;
  /** The namespace of Istio. */
  readonly istio: KubeObject | undefined;
  /** This mesh's istiod. */
  readonly own: KubeObject | undefined;
  /** The Service of the gateway: the one that the file names, or what has the name of meshplan's. */
  readonly service: KubeObject | undefined;
  /** This mesh's injectors. */
  readonly injectors: LiveIstio["injectors"];
}

/** What was read for rules alone, and what is known from other objects. */
export function liveIstio(
  read: LiveObjects,
  { system, istio, own, service, injectors }: SeenObjects,
): LiveIstio {
  const clusterId = clusterIdOf(own);
  const network = istio?.metadata.labels?.["topology.istio.io/network"];
  const controlPlaneClusters = istio?.metadata.annotations?.[LEADERS];
  const injectedSystem = injectingLabel(system?.metadata.labels ?? {});
  return {
    ...read,
    injectors,
    ...(service?.metadata.labels?.[MADE_BY_ISTIOD] === undefined ? {} : { gatewayOfIstiod: true }),
    ...(clusterId === undefined ? {} : { clusterId }),
    ...(network === undefined ? {} : { network }),
    ...(controlPlaneClusters === undefined ? {} : { controlPlaneClusters }),
    ...(istio !== undefined && isOwnedAlone(istio, LEADERS)
      ? { ownsControlPlaneClusters: true }
      : {}),
    ...(injectedSystem === undefined ? {} : { injectedSystem }),
  };
}

const LEADERS = "topology.istio.io/controlPlaneClusters";

/** A field that meshplan applied goes when it applies the object without it, unless somebody else owns it too. */
function isOwnedAlone(object: KubeObject, annotation: string): boolean {
  const path = ["f:metadata", "f:annotations", `f:${annotation}`];
  const owners = managedFieldsOf(object).filter(({ fieldsV1 }) =>
    FieldSet.fromFieldsV1(fieldsV1).has(path),
  );
  const isOwner = appliedFields(object, FIELD_MANAGER)?.has(path) === true;
  return isOwner && owners.length === 1;
}

/** The label by which a namespace asks for injection. */
function injectingLabel(labels: { readonly [key: string]: string }): string | undefined {
  if (labels["istio-injection"] === "enabled") return "istio-injection=enabled";
  const revision = labels["istio.io/rev"];
  return revision === undefined || labels["istio-injection"] === "disabled"
    ? undefined
    : `istio.io/rev=${revision}`;
}

/** `CLUSTER_ID` of an istiod: the name its cluster has in the mesh. */
function clusterIdOf(istiod: KubeObject | undefined): string | undefined {
  const env = mapsAt(istiodContainer(istiod), "env");
  return textAt(
    env.find(({ name }) => name === "CLUSTER_ID"),
    "value",
  );
}

function allowed<T>(request: Promise<T>, otherwise: T): Promise<T> {
  return request.catch((error: unknown) => {
    if (error instanceof ApiError && error.api.status === 403) return otherwise;
    throw error;
  });
}
