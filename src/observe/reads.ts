import { type AccessRequest, accessTo } from "../kube/access-request.ts";
import { ISTIOD_TOKEN_SECRET } from "../planner/components/istiod-token/component.ts";
import {
  READER_ACCOUNT,
  READER_TOKEN_SECRET,
} from "../planner/components/reader-token/component.ts";
import { componentNamed } from "../planner/components/named.ts";
import { GATEWAY_NAME, gatewayNameOf } from "../planner/names.ts";
import { ROOT_CA } from "./root-ca.ts";
import { CACERTS, OWN_ROOT } from "./secret-facts.ts";
import type { WantedFacts } from "./wanted-facts.ts";

/**
 * What `gatherFacts` asks of one cluster for these facts, whatever it finds there: what an account that plans has to be
 * allowed. A test holds it against the requests of every example, in both directions. The version of the server is no resource.
 */
export function readsOf(wanted: WantedFacts): readonly AccessRequest[] {
  const { namespace, role, gatewayService, signing, external = NOTHING } = wanted;
  const get = (kind: string, name: string, apiVersion = "v1") =>
    accessTo("get", { apiVersion, kind, namespace, name });
  const gateway = gatewayService ?? { namespace, name: gatewayNameOf(role) };
  return [
    accessTo("get", { ...NAMESPACE, name: "kube-system" }),
    accessTo("get", { ...NAMESPACE, name: namespace }),
    accessTo("get", { apiVersion: "v1", kind: "Service", ...gateway }),
    get("Secret", READER_TOKEN_SECRET),
    ...(wanted.istiodToken ? [get("Secret", ISTIOD_TOKEN_SECRET)] : []),
    ...(signing === false ? [] : [get("Secret", CACERTS)]),
    ...(wanted.ownRoot === true ? [get("Secret", OWN_ROOT)] : []),
    ...(wanted.ways !== undefined ? [accessTo("get", ROOT_CA)] : []),
    ...(wanted.nodes ? [accessTo("list", { apiVersion: "v1", kind: "Node" })] : []),
    ...(external.has("control-plane") ? [] : readsForForeign(wanted)),
    ...(wanted.live === undefined ? [] : readsForLive(wanted, wanted.live)),
    ...(wanted.ambient ? readsForAmbient(wanted) : []),
    ...[...external].flatMap((component) => readsForOthers(component, wanted)),
  ];
}

const NOTHING: ReadonlySet<string> = new Set();
const NAMESPACE = { apiVersion: "v1", kind: "Namespace" };
const DEPLOYMENT = { apiVersion: "apps/v1", kind: "Deployment" };
const SLICE = { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" };
const GATEWAY = { apiVersion: "networking.istio.io/v1", kind: "Gateway" };
const SECRET = { apiVersion: "v1", kind: "Secret" };
const INJECTOR = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "MutatingWebhookConfiguration",
};
const DEFINITION = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
const RBAC = "rbac.authorization.k8s.io/v1";

function readsForForeign({ namespace, role }: WantedFacts): readonly AccessRequest[] {
  const isHost = role === "host";
  return [
    accessTo("list", { ...DEPLOYMENT, ...(isHost ? { namespace } : {}) }),
    ...(isHost ? [] : [accessTo("list", INJECTOR)]),
    accessTo("list", { ...SECRET, namespace }),
  ];
}

function readsForLive(
  { namespace }: WantedFacts,
  { role, revisions, nodeAgents, gateways }: NonNullable<WantedFacts["live"]>,
): readonly AccessRequest[] {
  const [newest = ""] = revisions;
  const suffix = newest === "" ? "" : `-${newest}`;
  const get = (kind: string, name: string) =>
    accessTo("get", { apiVersion: "v1", kind, namespace, name });
  const slices = accessTo("list", { ...SLICE, namespace });
  if (role === "remote") return [slices, get("Endpoints", `istiod${suffix}`)];
  const agents = accessTo("list", { apiVersion: "apps/v1", kind: "DaemonSet", namespace });
  return [
    slices,
    ...(nodeAgents ? [agents] : []),
    ...(gateways ? [accessTo("list", GATEWAY)] : []),
    get("ConfigMap", `istio${suffix}`),
    accessTo("list", { ...SECRET, namespace }),
  ];
}

function readsForAmbient({ namespace }: WantedFacts): readonly AccessRequest[] {
  return [
    accessTo("list", DEFINITION),
    accessTo("get", { ...DEPLOYMENT, namespace, name: GATEWAY_NAME }),
    accessTo("get", { apiVersion: "v1", kind: "Service", namespace, name: GATEWAY_NAME }),
  ];
}

/** What is read of a component that others deliver, to check it. */
function readsForOthers(component: string, wanted: WantedFacts): readonly AccessRequest[] {
  const { namespace } = wanted;
  const looks = LOOKS[component];
  if (looks !== undefined) return looks(wanted);
  const expected = componentNamed(component)?.delivery?.expects?.(namespace) ?? [];
  return expected.flat().map((ref) => accessTo("get", ref));
}

/** Components at which more is looked than whether their objects are there: see `installed/read-installed.ts`. */
const LOOKS: { readonly [component: string]: (wanted: WantedFacts) => readonly AccessRequest[] } = {
  namespace: ({ namespace }) => [accessTo("get", { ...NAMESPACE, name: namespace })],
  "control-plane": readsForControlPlane,
  "gateway-address": ({ namespace }) => [
    accessTo("get", { apiVersion: "v1", kind: "Service", namespace, name: GATEWAY_NAME }),
  ],
  tags: () => [accessTo("list", INJECTOR)],
};

/** Which ConfigMaps and roles are read depends on the istiods and bindings that are found. */
function readsForControlPlane({ namespace, role }: WantedFacts): readonly AccessRequest[] {
  const account = { apiVersion: "v1", kind: "ServiceAccount", namespace, name: READER_ACCOUNT };
  const pointers = [
    accessTo("list", { apiVersion: "v1", kind: "Service", namespace }),
    accessTo("list", { ...SLICE, namespace }),
  ];
  const istiods = [
    accessTo("list", { ...DEPLOYMENT, namespace }),
    accessTo("get", { apiVersion: "v1", kind: "ConfigMap", namespace }),
  ];
  return [
    ...(role === "remote" ? pointers : istiods),
    accessTo("list", INJECTOR),
    accessTo("get", account),
    accessTo("list", { apiVersion: RBAC, kind: "ClusterRoleBinding" }),
    accessTo("get", { apiVersion: RBAC, kind: "ClusterRole" }),
  ];
}
