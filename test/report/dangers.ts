import fc from "fast-check";
import { listOf, mapOf } from "../../src/report/json-parts.ts";
import type { Json, JsonMap, KubeObject } from "../../src/kube/object.ts";
import type { RiskView } from "../../src/report/view.ts";
import { at } from "../../src/kube/at.ts";

/** One way to make an object dangerous. */
export interface Danger {
  readonly topic: RiskView["topic"];
  /** A field that moves where an update brings it. */
  readonly moves: string;
  readonly isFor: (body: KubeObject) => boolean;
  /** A dangerous object, and what of it a reviewer has to be told. */
  readonly spoil: (body: KubeObject) => fc.Arbitrary<Spoilt>;
}

export interface Spoilt {
  readonly body: KubeObject;
  readonly told: readonly string[];
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{5,9}$/);
const host = word.map((name) => `${name}.example`);

function withAt(value: Json | undefined, path: readonly string[], leaf: Json): JsonMap {
  const [key = "", ...rest] = path;
  const map = mapOf(value);
  return { ...map, [key]: rest.length === 0 ? leaf : withAt(map[key], rest, leaf) };
}

const set = (body: KubeObject, path: readonly string[], leaf: Json): KubeObject =>
  withAt(body, path, leaf) as KubeObject;

const POD = ["spec", "template", "spec"];
const isOf =
  (...kinds: readonly string[]) =>
  ({ kind }: KubeObject): boolean =>
    kinds.includes(kind);

/** A field of the pods, or of a container of one of the three sorts. */
function inPods(
  make: fc.Arbitrary<{
    readonly place: readonly string[];
    readonly leaf: Json;
    readonly told: string;
  }>,
): Danger {
  return {
    topic: "pods",
    moves: "spec.template.spec.volumes",
    isFor: isOf("Deployment", "DaemonSet"),
    spoil: (body) =>
      make.map(({ place, leaf, told }) => ({
        body: set(body, [...POD, ...place], leaf),
        told: [told],
      })),
  };
}

function inContainer(
  topic: RiskView["topic"],
  make: fc.Arbitrary<{ readonly fields: JsonMap; readonly told: string }>,
): Danger {
  return {
    topic,
    moves: "spec.template.spec.containers",
    isFor: isOf("Deployment", "DaemonSet"),
    spoil: (body) =>
      fc
        .tuple(make, fc.constantFrom("containers", "initContainers"), word)
        .map(([{ fields, told }, list, name]) => {
          const present = listOf(at(body, ...POD, list));
          const added = { name, image: "docker.io/istio/pilot:1.31.0", ...fields };
          return { body: set(body, [...POD, list], [...present, added]), told: [told] };
        }),
  };
}

const rule = fc.oneof(
  fc.tuple(fc.constantFrom("*", "escalate", "bind", "impersonate"), word, word),
  fc.tuple(fc.constantFrom("get", "create"), fc.constant("*"), word),
  fc.tuple(fc.constantFrom("get", "create"), word, fc.constant("*")),
  fc.tuple(fc.constant("create"), fc.constantFrom("pods/exec", "serviceaccounts/token"), word),
  // Narrow, and not in the role of this name.
  fc.tuple(fc.constantFrom("get", "create", "deletecollection"), word, word),
  fc.tuple(
    fc.constant("deletecollection"),
    fc.constantFrom("pods", "secrets"),
    fc.constant("apps"),
  ),
);

const subject = fc.oneof(
  word.map((name) => ({ kind: "User", name })),
  fc
    .constantFrom("authenticated", "unauthenticated", "masters", "serviceaccounts")
    .map((name) => ({ kind: "Group", name: `system:${name}` })),
  fc
    .tuple(word, fc.oneof(word, fc.constant("istio-system")))
    .map(([name, namespace]) => ({ kind: "ServiceAccount", name, namespace })),
);

/** What each detector of dangers in objects is there for, in every form of it. */
export const DANGERS: readonly Danger[] = [
  {
    topic: "rights",
    moves: "rules",
    isFor: isOf("ClusterRole", "Role"),
    spoil: (body) =>
      rule.map(([verb, resource, group]) => ({
        body: set(
          body,
          ["rules"],
          [...listOf(body["rules"]), { verbs: [verb], resources: [resource], apiGroups: [group] }],
        ),
        told: [`${verb} of ${resource} in ${group}`],
      })),
  },
  {
    topic: "rights",
    moves: "subjects",
    isFor: isOf("ClusterRoleBinding", "RoleBinding"),
    spoil: (body) =>
      subject.map((one) => ({
        body: set(body, ["subjects"], [...listOf(body["subjects"]), one]),
        told: [one.name],
      })),
  },
  {
    topic: "rights",
    moves: "roleRef.name",
    isFor: isOf("ClusterRoleBinding", "RoleBinding"),
    spoil: (body) =>
      fc
        .constantFrom("cluster-admin", "admin", "system:node", "istiod-clusterrole-istio-system")
        .filter((name) => name !== at(body, "roleRef", "name"))
        .map((name) => ({
          body: set(body, ["roleRef"], { kind: "ClusterRole", name }),
          told: [`ClusterRole ${name}`],
        })),
  },
  inContainer(
    "images",
    fc.tuple(host, word).map(([registry, name]) => {
      const image = `${registry}/istio/${name}:1.31.0`;
      return { fields: { image }, told: image };
    }),
  ),
  {
    topic: "images",
    moves: 'spec.template.metadata.annotations["sidecar.istio.io/proxyImage"]',
    isFor: isOf("Deployment", "DaemonSet"),
    spoil: (body) =>
      host.map((registry) => {
        const image = `${registry}/proxyv2:1.31.0`;
        const path = [
          ...POD.slice(0, -1),
          "metadata",
          "annotations",
          "sidecar.istio.io/proxyImage",
        ];
        return { body: set(body, path, image), told: [image] };
      }),
  },
  inContainer(
    "pods",
    fc.oneof(
      fc.constant({ fields: { securityContext: { privileged: true } }, told: "privileged" }),
      fc.constant({ fields: { securityContext: { runAsUser: 0 } }, told: "runAsUser 0" }),
      fc.constantFrom("seccomp", "appArmor").map((name) => ({
        fields: { securityContext: { [`${name}Profile`]: { type: "Unconfined" } } },
        told: `${name === "appArmor" ? "AppArmor" : name} Unconfined`,
      })),
      fc.constant({
        fields: { securityContext: { seLinuxOptions: { type: "spc_t" } } },
        told: "SELinux spc_t",
      }),
      word.map((name) => ({
        fields: { securityContext: { capabilities: { add: [name.toUpperCase()] } } },
        told: name.toUpperCase(),
      })),
      fc.integer({ min: 1, max: 65535 }).map((port) => ({
        fields: { ports: [{ hostPort: port }] },
        told: `hostPort ${port}`,
      })),
    ),
  ),
  inPods(
    fc.constantFrom("hostNetwork", "hostPID", "hostIPC").map((name) => ({
      place: [name],
      leaf: true,
      told: name,
    })),
  ),
  inPods(
    word.map((name) => ({
      place: ["volumes"],
      leaf: [{ name, hostPath: { path: `/${name}` } }],
      told: `hostPath /${name}`,
    })),
  ),
  inPods(
    fc.tuple(fc.constantFrom("csi", "flexVolume"), host).map(([sort, driver]) => ({
      place: ["volumes"],
      leaf: [{ name: "x", [sort]: { driver } }],
      told: `${sort} ${driver}`,
    })),
  ),
  {
    topic: "webhooks",
    moves: "webhooks",
    isFor: isOf("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
    spoil: (body) =>
      fc
        .oneof(
          host.map((name) => ({
            clientConfig: { url: `https://${name}/x` },
            told: `https://${name}/x`,
          })),
          fc.tuple(word, word).map(([name, namespace]) => ({
            clientConfig: { service: { name, namespace } },
            told: `Service ${namespace}/${name}`,
          })),
          // Of a name like istiod's, and of no revision of the mesh.
          word.map((name) => ({
            clientConfig: { service: { name: `istiod-${name}`, namespace: "istio-system" } },
            told: `Service istio-system/istiod-${name}`,
          })),
        )
        .map(({ clientConfig, told }) => ({
          body: set(
            body,
            ["webhooks"],
            [...listOf(body["webhooks"]), { name: "x.y.z", clientConfig }],
          ),
          told: [told],
        })),
  },
  {
    topic: "webhooks",
    moves: "spec.conversion",
    isFor: isOf("CustomResourceDefinition"),
    spoil: (body) =>
      fc
        .oneof(
          host.map((name) => ({ config: { url: `https://${name}/x` }, told: `https://${name}/x` })),
          fc.constantFrom("istiod", "other").map((name) => ({
            config: { service: { name, namespace: "istio-system" } },
            told: `Service istio-system/${name}`,
          })),
        )
        .map(({ config, told }) => ({
          body: set(body, ["spec", "conversion"], {
            strategy: "Webhook",
            webhook: { clientConfig: config },
          }),
          told: [told],
        })),
  },
  {
    topic: "exposure",
    moves: "spec.type",
    isFor: isOf("Service"),
    spoil: (body) =>
      fc.integer({ min: 20000, max: 29999 }).map((port) => ({
        body: set(body, ["spec"], { type: "LoadBalancer", ports: [{ port }] }),
        told: [String(port)],
      })),
  },
  {
    topic: "exposure",
    moves: "spec.type",
    isFor: isOf("Service"),
    spoil: (body) =>
      fc.ipV4().map((address) => ({
        body: set(body, ["spec", "externalIPs"], [address]),
        told: [address],
      })),
  },
  {
    topic: "objects",
    moves: "data.x",
    isFor: () => true,
    spoil: (body) =>
      fc
        .tuple(word, fc.constantFrom("kube-system", "default", undefined))
        .map(([name, namespace]) => ({
          body: { ...body, metadata: { ...body.metadata, name, ...(namespace && { namespace }) } },
          told: [name, ...(namespace === undefined ? [] : [`${namespace}/${name}`])],
        })),
  },
];
