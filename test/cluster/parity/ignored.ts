import {
  isList,
  isMap,
  type Json,
  type JsonMap,
  type KubeObject,
} from "../../../src/kube/object.ts";

/** Something that no two clusters have alike, whoever installed Istio. The page says so in these words. */
export interface Ignored {
  readonly what: string;
  readonly why: string;
  /** Whether it is this whole object. */
  readonly isObject?: (object: KubeObject) => boolean;
  /** Fields that are left out: of every kind, or of one. */
  readonly fields?: { readonly kind?: string; readonly paths: readonly string[] };
  /** Whether a text counts only as there or not there. */
  readonly isMadeAnew?: (text: string, path: string, object: KubeObject) => boolean;
}

const MADE_ANEW = "(made anew in every cluster)";

const ofKind =
  (...kinds: readonly string[]) =>
  ({ kind }: KubeObject): boolean =>
    kinds.includes(kind);

export const IGNORED: readonly Ignored[] = [
  {
    what: "Pods, ReplicaSets, Endpoints, IPAddresses, and the EndpointSlices of Services with a selector",
    why: "Kubernetes makes them out of the Deployments and Services, which are compared",
    isObject: (object) =>
      ofKind("Pod", "ReplicaSet", "Endpoints", "IPAddress")(object) ||
      object.metadata.labels?.["endpointslice.kubernetes.io/managed-by"] ===
        "endpointslice-controller.k8s.io",
  },
  {
    what: "Events, Leases, Nodes, and the ConfigMaps by which istiods elect a leader",
    why: "they say what happens, not what is wanted",
    isObject: (object) =>
      ofKind("Event", "Lease", "Node")(object) ||
      object.metadata.annotations?.["control-plane.alpha.kubernetes.io/leader"] !== undefined,
  },
  {
    what: "`status`, and of the metadata `uid`, `resourceVersion`, `generation`, `creationTimestamp` and `managedFields`",
    why: "the API server and controllers write them",
    fields: {
      paths: [
        "status",
        "metadata.uid",
        "metadata.resourceVersion",
        "metadata.generation",
        "metadata.creationTimestamp",
        "metadata.managedFields",
      ],
    },
  },
  {
    what: "Cluster addresses and node ports of Services",
    why: "the API server picks them at random",
    fields: {
      kind: "Service",
      paths: [
        "spec.clusterIP",
        "spec.clusterIPs",
        "spec.healthCheckNodePort",
        "spec.ports[].nodePort",
      ],
    },
  },
  {
    what: "The uid of the ServiceAccount on its token Secret",
    why: "it is another account in every cluster",
    fields: { kind: "Secret", paths: ["metadata.annotations.kubernetes.io/service-account.uid"] },
  },
  {
    what: "Certificates, and the values in Secrets",
    why: "istiod and Kubernetes make keys and tokens anew; that each one is there, under its key, is compared. The kubeconfig in a remote secret is compared apart, byte for byte, with what `istioctl create-remote-secret` prints for the same token",
    isMadeAnew: (text, path, { kind }) =>
      (kind === "Secret" && path.startsWith("data.")) ||
      path.endsWith(".caBundle") ||
      text.startsWith("-----BEGIN CERTIFICATE-----"),
  },
];

/** An object as far as it is compared; undefined where it is not. */
export function comparable(object: KubeObject): KubeObject | undefined {
  if (IGNORED.some(({ isObject }) => isObject?.(object) === true)) return undefined;
  return clean(object, "", object) as KubeObject;
}

function clean(value: Json, path: string, object: KubeObject): Json {
  if (isList(value)) return value.map((item) => clean(item, `${path}[]`, object));
  if (isMap(value)) return cleanMap(value, path, object);
  const isMadeAnew =
    typeof value === "string" &&
    value !== "" &&
    IGNORED.some((each) => each.isMadeAnew?.(value, path, object) === true);
  return isMadeAnew ? MADE_ANEW : value;
}

function cleanMap(map: JsonMap, path: string, object: KubeObject): JsonMap {
  const entries = Object.entries(map).flatMap(([key, value]) => {
    const below = path === "" ? key : `${path}.${key}`;
    return value === undefined || isLeftOut(below, object)
      ? []
      : [[key, clean(value, below, object)]];
  });
  return Object.fromEntries(entries) as JsonMap;
}

function isLeftOut(path: string, { kind }: KubeObject): boolean {
  return IGNORED.some(
    ({ fields }) =>
      fields?.paths.includes(path) === true && [undefined, kind].includes(fields.kind),
  );
}
