import type { ApiServerAccess } from "../../src/kube/remote-kubeconfig.ts";
import { type KubeObject, refOf } from "../../src/kube/object.ts";
import type { ClusterName, NetworkName, FilePlace } from "../../src/mesh/model.ts";
import type { Action, ActionId, Wait } from "../../src/planner/action.ts";
import type { Change } from "../../src/planner/change.ts";
import type { Plan } from "../../src/planner/plan.ts";

export interface Step {
  readonly id: string;
  readonly needs?: readonly string[];
  readonly objects?: readonly PlannedObject[];
  readonly waits?: readonly Wait[];
  readonly kind?:
    | { readonly kind: "apply" | "wait" }
    | { readonly kind: "reader-token"; readonly secret: string }
    | { readonly kind: "trust"; readonly root: "generated" | "files"; readonly key: FilePlace }
    | {
        readonly kind: "remote-secret";
        readonly of: string;
        readonly access: ApiServerAccess;
        readonly tokenFrom: string;
      };
}
export type PlannedObject = KubeObject | (Partial<Change> & { readonly send: KubeObject });

export const cluster = (name: string) => name as ClusterName;
export const id = (text: string) => text as ActionId;

export function configMap(name: string, data: KubeObject["data"] = {}): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "istio-system" },
    data,
  };
}

/** A plan of these steps, in this order. Bodies are named after their objects. */
export function planOf(...steps: readonly Step[]): Plan {
  const bodies = new Map<string, KubeObject>();
  const actions = steps.map((step) => actionOf(step, bodies));
  const names = [...new Set(actions.map((action) => action.cluster))].sort();
  return {
    mesh: "mesh1",
    file: "mesh.yaml",
    istioVersion: "1.31.0",
    namespace: "istio-system",
    renderer: { kind: "istioctl", version: "1.31.0" },
    complete: true,
    clusters: names.map((name, index) => ({
      name,
      role: "primary",
      network: "network1" as NetworkName,
      context: `ctx-${name}`,
      written: { context: `ctx-${name}` },
      reachable: true,
      embedded: false,
      line: index + 1,
    })),
    actions,
    bodies,
    diagnostics: [],
    digest: "sha256:0",
  };
}

function actionOf(step: Step, bodies: Map<string, KubeObject>): Action {
  const [place = "", rest = ""] = step.id.split("/");
  const base = {
    id: id(step.id),
    cluster: cluster(place),
    component: rest.replace(/:.*/, ""),
    needs: (step.needs ?? []).map((need) => ({ id: id(need), reason: "test" })).sort(byId),
    provides: [],
    waits: step.waits ?? [],
    changes: (step.objects ?? []).map((object, index) =>
      changeOf(object, `${step.id}#${index}`, bodies),
    ),
  };
  const { kind } = step;
  if (kind === undefined) return { ...base, kind: "apply" };
  if (kind.kind === "remote-secret")
    return {
      ...base,
      ...kind,
      of: cluster(kind.of),
      tokenFrom: id(kind.tokenFrom),
      reach: { server: "kubeconfig", ca: "cluster" },
    };
  return { ...base, ...kind };
}

function changeOf(object: PlannedObject, body: string, bodies: Map<string, KubeObject>): Change {
  const { send, ...rest } = "send" in object ? withSend(object) : { send: object };
  bodies.set(body, send);
  return {
    verb: "create",
    object: refOf(send),
    cause: { kind: "file", line: 1 },
    previewed: false,
    fields: [],
    leftAlone: [],
    body,
    precondition: { absent: true },
    force: false,
    ...rest,
  };
}

function withSend(object: PlannedObject): Partial<Change> & { readonly send: KubeObject } {
  return object as Partial<Change> & { readonly send: KubeObject };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
