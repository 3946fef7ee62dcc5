import { ApiError, type ApiStatus } from "../../src/kube/api-error.ts";
import { sameJson } from "../../src/kube/canonical.ts";
import { isMap, type Json, type KubeObject, refOf, refText } from "../../src/kube/object.ts";
import type { ObjectRef } from "../../src/kube/object.ts";
import type { Plan } from "../../src/planner/plan.ts";
import type {
  ApplyOptions,
  ApplyResult,
  ClusterClient,
  Kind,
  ListOptions,
  ObjectList,
  RequestOptions,
  WatchEvent,
} from "../../src/ports.ts";
import { AUTHORITY } from "../adapters/kubernetes/certificates.ts";

/** Holds the writes of named actions until the test lets them go. */
export class Gate {
  readonly #held = new Map<string, { readonly open: () => void; readonly fail: () => void }[]>();
  readonly #closed: Set<string>;
  readonly #arrived = new Set<string>();
  readonly #watchers = new Set<() => void>();

  constructor(...closed: readonly string[]) {
    this.#closed = new Set(closed);
  }

  /** Resolves once each of these actions has sent its first write. */
  async started(...actions: readonly string[]): Promise<void> {
    while (!actions.every((action) => this.#arrived.has(action)))
      await new Promise<void>((resolve) => {
        this.#watchers.add(resolve);
      });
  }

  /** Every action that has sent a write, sorted. */
  get seen(): readonly string[] {
    return [...this.#arrived].sort();
  }

  release(action: string): void {
    this.#closed.delete(action);
    for (const waiting of this.#held.get(action) ?? []) waiting.open();
    this.#held.delete(action);
  }

  fail(action: string): void {
    for (const waiting of this.#held.get(action) ?? []) waiting.fail();
    this.#held.delete(action);
  }

  async pass(action: string, signal: AbortSignal | undefined): Promise<void> {
    this.#arrived.add(action);
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
    if (!this.#closed.has(action)) return;
    await new Promise<void>((resolve, reject) => {
      const entry = {
        open: resolve,
        fail: () =>
          reject(refusal({ status: 403, reason: "Forbidden", serverMessage: "not allowed" })),
      };
      this.#held.set(action, [...(this.#held.get(action) ?? []), entry]);
      signal?.addEventListener("abort", () => reject(new Error("cut off")));
    });
  }
}

export function refusal(api: Omit<ApiStatus, "request">, message = api.serverMessage): ApiError {
  const status = { ...api, request: "PATCH /somewhere" };
  return new ApiError("MP9310", message, status, { nextSteps: ["look at it"] });
}

/** What a controller makes of an object that was written; undefined leaves it as it is. */
export type Controller = (object: KubeObject, cluster: string) => KubeObject | undefined;
/** Decides the answer to one write instead of the server; undefined lets the server answer. */
export type Script = (
  body: KubeObject,
  options: ApplyOptions,
  nth: number,
  cluster: string,
) => ApplyResult | Error | undefined;

export interface WorldOptions {
  readonly plan: Plan;
  readonly gate?: Gate;
  readonly controller?: Controller;
  readonly script?: Script;
  /** After this many writes of the world nothing answers any more. `lost`: the last one was stored, its answer was not sent. */
  readonly dieAfter?: { readonly writes: number; readonly lost: boolean };
  readonly texts?: (path: string, cluster: string) => string | Error;
}

interface Sent {
  readonly cluster: string;
  readonly body: KubeObject;
  readonly options: ApplyOptions;
}

/** API servers in memory: enough of server-side apply for executors, and nothing they are wanted to be told. */
export class World {
  /** `cluster refText` → object. */
  readonly objects = new Map<string, KubeObject>();
  readonly sent: Sent[] = [];
  /** Resolves when `dieAfter` is reached. */
  readonly died: Promise<void>;
  #die: (() => void) | undefined;
  #dead = false;
  #life = 0;
  /** As in etcd, no object ever has the version 1. */
  #version = 100;
  #writes = 0;
  readonly #options: WorldOptions;
  #dieAfter: WorldOptions["dieAfter"];
  readonly #listeners = new Set<(cluster: string, event: WatchEvent) => void>();

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#dieAfter = options.dieAfter;
    this.died = new Promise<void>((resolve) => {
      this.#die = resolve;
    });
  }

  /** The same clusters after a new start of meshplan; whoever still holds old clients hears nothing any more. */
  revive(): void {
    this.#dieAfter = undefined;
    this.#life += 1;
    this.#dead = false;
    this.clients = this.#clientsOf(this.#life);
  }

  clients = this.#clientsOf(0);

  #clientsOf(life: number): (cluster: string) => ClusterClient {
    const alive = <T>(answer: () => Promise<T>) =>
      this.#dead || this.#life !== life ? never<T>() : answer();
    return (cluster) => ({
      cluster,
      context: `ctx-${cluster}`,
      server: `https://${cluster}.test:6443`,
      shown: () => [],
      ahead: () => undefined,
      getJson: () => Promise.reject(new Error("internal: not needed here")),
      getDocument: () => Promise.reject(new Error("internal: not needed here")),
      getText: (path) => alive(() => this.#text(path, cluster)),
      get: (ref) => alive(() => Promise.resolve(this.objects.get(`${cluster} ${refText(ref)}`))),
      list: (kind, options) => alive(() => Promise.resolve(this.#list(cluster, kind, options))),
      may: () => Promise.reject(new Error("internal: not needed here")),
      apply: (body, options) => alive(() => this.#apply(cluster, body, options ?? {})),
      watch: (kind, options) => this.#watch(cluster, kind, options),
    });
  }

  /** What somebody else does to a cluster. */
  put(cluster: string, object: KubeObject): void {
    this.#version += 1;
    const stored = {
      ...object,
      metadata: {
        uid: `uid-${object.metadata.name}`,
        creationTimestamp: "2025-01-01T00:00:00Z",
        ...object.metadata,
        resourceVersion: String(this.#version),
      },
    };
    this.objects.set(`${cluster} ${refText(refOf(object))}`, stored);
    for (const listener of this.#listeners) listener(cluster, { type: "MODIFIED", object: stored });
  }

  /** What the clusters look like, without what no two runs have in common. */
  state(): Readonly<Record<string, Json>> {
    const entries = [...this.objects].map(([key, object]) => {
      const own = { uid: undefined, resourceVersion: undefined, managedFields: undefined };
      return [key, { ...object, metadata: { ...object.metadata, ...own } }] as const;
    });
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  async #text(path: string, cluster: string): Promise<string> {
    const text = this.#options.texts?.(path, cluster) ?? "";
    if (text instanceof Error) throw text;
    return Promise.resolve(text);
  }

  async #apply(cluster: string, body: KubeObject, options: ApplyOptions): Promise<ApplyResult> {
    const action = actionOf(this.#options.plan, cluster, refOf(body));
    if (options.dryRun !== true) await this.#options.gate?.pass(action, options.signal);
    options.signal?.throwIfAborted();
    this.sent.push({ cluster, body, options });
    const nth = this.sent.filter((one) => one.body.metadata.name === body.metadata.name).length;
    const scripted = this.#options.script?.(body, options, nth, cluster);
    if (scripted instanceof Error) throw scripted;
    if (scripted !== undefined) return scripted;
    const key = `${cluster} ${refText(refOf(body))}`;
    const live = this.objects.get(key);
    requirePreconditions(body, live);
    const merged = mergedInto(live, body, key);
    if (options.dryRun === true)
      return { kind: "applied", object: merged, created: live === undefined, warnings: [] };
    return this.#store(cluster, live, merged);
  }

  #store(cluster: string, live: KubeObject | undefined, merged: KubeObject): Promise<ApplyResult> {
    if (this.#dead) return never();
    const key = `${cluster} ${refText(refOf(merged))}`;
    if (live === undefined || !sameJson(live, merged)) {
      this.put(cluster, merged);
      const settled = (this.#options.controller ?? settle)(merged, cluster);
      if (settled !== undefined) this.put(cluster, settled);
    }
    this.#writes += 1;
    const dieAfter = this.#dieAfter;
    if (dieAfter !== undefined && this.#writes >= dieAfter.writes) {
      this.#dead = true;
      this.#die?.();
      if (dieAfter.lost) return never();
    }
    const object = this.objects.get(key) ?? merged;
    return Promise.resolve({ kind: "applied", object, created: live === undefined, warnings: [] });
  }

  #list(cluster: string, kind: Kind, options: ListOptions = {}): ObjectList {
    const labels = (options.labelSelector ?? "").split(",").filter(Boolean);
    const items = this.#matching(cluster, kind, options).filter((object) =>
      labels.every((label) => {
        const [key = "", value] = label.split("=");
        return object.metadata.labels?.[key] === value;
      }),
    );
    return { items, resourceVersion: String(this.#version) };
  }

  #matching(cluster: string, kind: Kind, { fieldSelector }: ListOptions): readonly KubeObject[] {
    const name = /^metadata\.name=(.*)$/.exec(fieldSelector ?? "")?.[1];
    return [...this.objects]
      .filter(([key]) => key.startsWith(`${cluster} `))
      .map(([, object]) => object)
      .filter(
        (object) =>
          object.kind === kind.kind &&
          object.metadata.namespace === kind.namespace &&
          (name === undefined || object.metadata.name === name),
      );
  }

  async *#watch(
    cluster: string,
    kind: Kind,
    options: ListOptions & Required<RequestOptions>,
  ): AsyncGenerator<WatchEvent> {
    if (this.#dead) await never();
    const { signal } = options;
    const queue: WatchEvent[] = this.#matching(cluster, kind, options).map((object) => ({
      type: "ADDED",
      object,
    }));
    let wake: () => void = () => undefined;
    const listener = (where: string, event: WatchEvent) => {
      if (where !== cluster || event.object.kind !== kind.kind) return;
      queue.push(event);
      wake();
    };
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => wake());
    try {
      while (!signal.aborted) {
        yield* queue.splice(0);
        if (queue.length === 0)
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (signal.aborted) resolve();
          });
      }
    } finally {
      this.#listeners.delete(listener);
    }
  }
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

/** What an apply makes of an object; its fields are ours then. */
function mergedInto(live: KubeObject | undefined, body: KubeObject, key: string): KubeObject {
  const time = "2026-01-01T00:00:00Z";
  const ours = { manager: "meshplan", operation: "Apply", time };
  const fresh = { uid: `uid-${key}`, creationTimestamp: time };
  const { resourceVersion: _, ...metadata } = body.metadata;
  const kept = live?.metadata ?? fresh;
  return {
    ...live,
    ...body,
    metadata: { ...kept, managedFields: [ours], ...metadata },
  };
}

function requirePreconditions(body: KubeObject, live: KubeObject | undefined): void {
  const { uid, resourceVersion } = body.metadata;
  if (uid !== undefined && live === undefined)
    throw refusal({
      status: 409,
      reason: "Conflict",
      serverMessage: `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    });
  if (uid !== undefined && live?.metadata.uid !== uid)
    throw refusal({
      status: 422,
      reason: "Invalid",
      serverMessage: "metadata.uid: Invalid value: field is immutable",
      causes: [{ field: "metadata.uid", message: "field is immutable" }],
    });
  const isOther = live !== undefined && live.metadata.resourceVersion !== resourceVersion;
  if (resourceVersion !== undefined && isOther)
    throw refusal({
      status: 409,
      reason: "Conflict",
      serverMessage:
        "the object has been modified; please apply your changes to the latest version",
    });
}

function actionOf(plan: Plan, cluster: string, ref: ObjectRef): string {
  const action = plan.actions.find(
    (one) =>
      one.cluster === cluster &&
      one.changes.some((change) => refText(change.object) === refText(ref)),
  );
  return action?.id ?? `${cluster}/${refText(ref)}`;
}

/** Controllers of a healthy cluster, all at once. */
export const settle: Controller = (object, cluster) => {
  if (object.kind === "Deployment") return { ...object, status: rolledOut(1) };
  if (
    object.kind === "Service" &&
    isMap(object["spec"]) &&
    object["spec"]["type"] === "LoadBalancer"
  )
    return {
      ...object,
      status: { loadBalancer: { ingress: [{ ip: `198.51.100.${cluster.length}` }] } },
    };
  if (object.kind === "CustomResourceDefinition")
    return { ...object, status: { conditions: [{ type: "Established", status: "True" }] } };
  if (object["type"] === "kubernetes.io/service-account-token")
    return { ...object, data: { token: base64(TOKEN), "ca.crt": base64(AUTHORITY) } };
  return undefined;
};

export const TOKEN = "eyJhbGciOiJSUzI1NiJ9.a-secret-that-nobody-may-see";

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** Status of a Deployment whose rollout is done; generation is left to the object. */
export function rolledOut(replicas: number): KubeObject["status"] {
  return {
    replicas,
    updatedReplicas: replicas,
    availableReplicas: replicas,
    readyReplicas: replicas,
    conditions: [{ type: "Available", status: "True" }],
  };
}
