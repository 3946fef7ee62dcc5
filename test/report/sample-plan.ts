import { placeOf } from "../../src/planner/components/named.ts";
import { createHash } from "node:crypto";
import { pathOf } from "../kube/printed-path.ts";
import { canonicalJson } from "../../src/kube/canonical.ts";
import { type Json, type KubeObject, refOf } from "../../src/kube/object.ts";
import type { ClusterName, NetworkName } from "../../src/mesh/model.ts";
import { type Action, actionId, type Need, type Wait } from "../../src/planner/action.ts";
import type { Change, Verb } from "../../src/planner/change.ts";
import type { Plan, PlannedCluster } from "../../src/planner/plan.ts";
import {
  controlPlane,
  exposeControlPlane,
  exposeServices,
  gateway,
  gatewayAddress,
  namespace,
  readerToken,
  remoteProfile,
  remoteSecret,
} from "./sample-objects.ts";

export const DIGEST = `sha256:1f0c${"0".repeat(60)}`;

export function cluster(name: string): ClusterName {
  return name as ClusterName;
}

/** Collects bodies by hash, as a plan keeps them. */
export class Bodies {
  readonly map = new Map<string, KubeObject>();

  add(body: KubeObject): string {
    const hash = createHash("sha256").update(canonicalJson(body)).digest("hex");
    this.map.set(hash, body);
    return hash;
  }
}

export interface ChangeOptions extends Partial<Omit<Change, "object" | "body" | "verb">> {
  readonly verb?: Verb;
}

export function change(bodies: Bodies, body: KubeObject, options: ChangeOptions = {}): Change {
  return {
    verb: "create",
    object: refOf(body),
    cause: { kind: "file", line: 6 },
    previewed: body.metadata.namespace !== undefined,
    fields: [],
    leftAlone: [],
    body: bodies.add(body),
    precondition: { absent: true },
    force: false,
    ...options,
  };
}

export function unchanged(bodies: Bodies, body: KubeObject): Change {
  return change(bodies, body, { verb: "none", previewed: false });
}

type ActionOptions = Partial<Pick<Action, "provides">> & {
  readonly needs?: readonly Need[];
  readonly waits?: readonly Wait[];
  readonly subject?: ClusterName;
};

export function action(
  name: string,
  component: string,
  changes: readonly Change[],
  { subject, ...options }: ActionOptions = {},
): Action {
  return {
    kind: "apply",
    id: actionId(cluster(name), component, subject),
    cluster: cluster(name),
    component,
    ...(subject === undefined ? {} : { subject }),
    needs: [],
    provides: [],
    waits: [],
    ...options,
    changes,
  };
}

export function need(name: string, component: string, reason: string, subject?: string): Need {
  const of = subject === undefined ? undefined : cluster(subject);
  return { id: actionId(cluster(name), component, of), reason };
}

export function plannedCluster(
  number: number,
  options: Partial<PlannedCluster> = {},
): PlannedCluster {
  const name = cluster(`cluster${number}`);
  return {
    name,
    ...(number === 1 ? { role: "primary" } : { role: "remote", primary: cluster("cluster1") }),
    network: `network${number}` as NetworkName,
    context: name,
    written: { context: name },
    reachable: true,
    server: `https://10.${number}.0.2`,
    serverVersion: "v1.35.4",
    identity: `${String(number).padStart(8, "0")}-a9b1-4c2d-8e3f-000000000000`,
    embedded: false,
    line: 5 + number,
    ...options,
  };
}

export function plan(
  bodies: Bodies,
  actions: readonly Action[],
  options: Partial<Plan> = {},
): Plan {
  return {
    mesh: "mesh1",
    file: "mesh.yaml",
    istioVersion: "1.31.0",
    namespace: "istio-system",
    renderer: { kind: "outline", version: "1.31.0" },
    complete: true,
    clusters: [plannedCluster(1), plannedCluster(2)],
    actions,
    bodies: bodies.map,
    diagnostics: [],
    digest: DIGEST,
    ...options,
  };
}

type MakeChange = (body: KubeObject, number: number) => Change;

/** The actions of a mesh with one primary and `count - 1` remotes, every network its own. */
export function meshActions(count: number, make: MakeChange): readonly Action[] {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const actions = [
    ...primaryActions(numbers.slice(1), make),
    ...numbers.slice(1).flatMap((number) => remoteActions(number, make)),
  ];
  return inOrderOfNeeds(
    actions.sort(
      (a, b) =>
        Number(a.cluster.slice(7)) - Number(b.cluster.slice(7)) ||
        placeOf(a.component) - placeOf(b.component),
    ),
  );
}

/** Every action after the actions it needs, as in a real plan. */
function inOrderOfNeeds(actions: readonly Action[]): readonly Action[] {
  const placed = new Set<string>();
  const out: Action[] = [];
  const place = (candidate: Action): void => {
    if (placed.has(candidate.id)) return;
    placed.add(candidate.id);
    for (const { id } of candidate.needs) {
      const needed = actions.find((other) => other.id === id);
      if (needed !== undefined) place(needed);
    }
    out.push(candidate);
  };
  actions.forEach(place);
  return out;
}

const NAMESPACE_READY = "its namespace";

function primaryActions(remotes: readonly number[], make: MakeChange): readonly Action[] {
  const name = "cluster1";
  const changes = (objects: readonly KubeObject[]): readonly Change[] =>
    objects.map((body) => make(body, 1));
  const namespaceNeed = need(name, "namespace", NAMESPACE_READY);
  const istiodNeed = need(name, "control-plane", "istiod must be ready");
  return [
    action(name, "namespace", changes([namespace(1)])),
    action(name, "control-plane", changes(controlPlane()), {
      needs: [namespaceNeed],
      waits: controlPlaneWaits(),
    }),
    action(name, "gateway-address", changes([gatewayAddress(1)]), {
      needs: [namespaceNeed],
      provides: ["address"],
      waits: [addressWait()],
    }),
    action(name, "gateway", changes(gateway(1)), { needs: [istiodNeed] }),
    action(name, "expose-control-plane", changes(exposeControlPlane()), { needs: [istiodNeed] }),
    action(name, "expose-services", changes([exposeServices()]), { needs: [istiodNeed] }),
    ...remotes.map((number): Action => ({
      ...action(name, "remote-secret", changes([remoteSecret(number)]), {
        subject: cluster(`cluster${number}`),
        needs: [need(`cluster${number}`, "reader-token", "the token of its reader account")],
        waits: [
          {
            kind: "cluster-synced",
            timeoutSeconds: 300,
            of: cluster(`cluster${number}`),
            namespace: "istio-system",
          },
        ],
      }),
      kind: "remote-secret",
      of: cluster(`cluster${number}`),
      access: { server: `https://10.${number}.0.2` },
      reach: { server: "kubeconfig", ca: "cluster", fingerprint: "AA:BB:CC:DD:EE" },
      tokenFrom: actionId(cluster(`cluster${number}`), "reader-token"),
    })),
  ];
}

function remoteActions(number: number, make: MakeChange): readonly Action[] {
  const name = `cluster${number}`;
  const changes = (objects: readonly KubeObject[]): readonly Change[] =>
    objects.map((body) => make(body, number));
  const namespaceNeed = need(name, "namespace", NAMESPACE_READY);
  const profileNeed = need(name, "control-plane", "its webhook and accounts");
  return [
    action(name, "namespace", changes([namespace(number)])),
    action(name, "control-plane", changes(remoteProfile(number)), {
      needs: [
        need("cluster1", "expose-control-plane", "istiod must be reachable through the gateway"),
        need("cluster1", "gateway-address", "the address of its east-west gateway"),
        namespaceNeed,
      ],
    }),
    action(name, "gateway-address", changes([gatewayAddress(number)]), {
      needs: [namespaceNeed],
      provides: ["address"],
      waits: [addressWait()],
    }),
    action(name, "gateway", changes(gateway(number)), {
      needs: [need(name, "attached", "injection must work")],
    }),
    {
      ...action(name, "reader-token", changes([readerToken()]), {
        needs: [profileNeed],
        provides: ["ca", "token"],
        waits: [
          {
            kind: "token-filled",
            timeoutSeconds: 300,
            namespace: "istio-system",
            name: "istio-reader-service-account-istio-remote-secret-token",
          },
        ],
      }),
      kind: "reader-token",
      secret: "istio-reader-service-account-istio-remote-secret-token",
    },
    {
      ...action(name, "attached", [], {
        needs: [need("cluster1", "remote-secret", "istiod must read this cluster", name)],
        waits: [{ kind: "root-certificate", timeoutSeconds: 300, namespace: "istio-system" }],
      }),
      kind: "wait",
    },
  ];
}

function addressWait(): Wait {
  return {
    kind: "load-balancer-address",
    timeoutSeconds: 600,
    namespace: "istio-system",
    name: "istio-eastwestgateway",
  };
}

function controlPlaneWaits(): readonly Wait[] {
  return [
    {
      kind: "crds-established",
      timeoutSeconds: 300,
      names: Array.from({ length: 15 }, (_, index) => `kind${index}.istio.io`),
    },
    {
      kind: "deployment-available",
      timeoutSeconds: 300,
      namespace: "istio-system",
      name: "istiod",
    },
    {
      kind: "validation-answers",
      deployment: "istiod",
      revision: "default",
      timeoutSeconds: 300,
      namespace: "istio-system",
    },
  ];
}

/** Everything is new: the guide's two clusters, 45 and 30 objects. */
export function createAll(count = 2, options: Partial<Plan> = {}): Plan {
  const bodies = new Bodies();
  const make: MakeChange = (body, number) =>
    change(bodies, body, { cause: { kind: "file", line: 5 + number } });
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return plan(bodies, meshActions(count, make), {
    clusters: numbers.map((number) => plannedCluster(number)),
    ...options,
  });
}

/** A mesh that is already there. `edit` replaces single changes; undefined keeps the object unchanged. */
export function converged(
  edit: (body: KubeObject, number: number) => ChangeOptions | undefined,
  count = 2,
  options: Partial<Plan> = {},
): Plan {
  const bodies = new Bodies();
  const make: MakeChange = (body, number) => {
    const edited = edit(body, number);
    return edited === undefined
      ? unchanged(bodies, body)
      : change(bodies, body, {
          verb: "update",
          previewed: false,
          precondition: {
            absent: false,
            uid: "0b1c",
            ownedHash: "0".repeat(64),
          },
          ...edited,
        });
  };
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return plan(bodies, meshActions(count, make), {
    clusters: numbers.map((number) => plannedCluster(number, { istio: "1.31.0" })),
    ...options,
  });
}

export function is(body: KubeObject, kind: string, name: string): boolean {
  return body.kind === kind && body.metadata.name === name;
}

export function field(path: string, before?: Json, after?: Json) {
  return {
    path: pathOf(path),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}
