import { expect } from "vitest";
import { acquireLock, type AcquireOptions } from "../../src/executors/lock/acquire.ts";
import type { HeldLock } from "../../src/executors/lock/held-lock.ts";
import { objectPath } from "../../src/kube/kinds.ts";
import type { Json, JsonMap, KubeObject } from "../../src/kube/object.ts";
import { LOCK } from "../../src/planner/lock.ts";
import type { ClusterClient, Host } from "../../src/ports.ts";
import { ask, embeddedClient, quietCluster } from "./embedded-client.ts";
import { choices, Steps } from "./steps.ts";

export const PATH = objectPath(LOCK);
const MERGE = "application/merge-patch+json";

/** Two clusters, and whoever wants their locks. */
export function world(seed = 1, patient = true) {
  const steps = new Steps(choices(seed), { patient });
  const clusters = ["east", "west"].map((name) => quietCluster(name, steps));
  const [east, west] = clusters;
  if (east === undefined || west === undefined) throw new Error("internal: two clusters");
  const acquire = (
    host: Host,
    options: Partial<AcquireOptions> & {
      readonly client?: (of: ClusterClient) => ClusterClient;
      readonly losesAnswer?: () => boolean;
    } = {},
  ): Promise<HeldLock> => {
    const { client = (of: ClusterClient) => of, losesAnswer, ...rest } = options;
    const loses = losesAnswer === undefined ? {} : { losesAnswer };
    return acquireLock(
      clusters.map((cluster) => ({
        cluster: cluster.name,
        identity: `uid of ${cluster.name}`,
        client: client(embeddedClient(cluster, { steps, ...loses })),
      })),
      { clock: steps.clock(), host, timeoutSeconds: 75, unlock: "meshplan unlock", ...rest },
    );
  };
  const lease = (of = east): KubeObject => ask(of, "GET", PATH).body as KubeObject;
  const byHand = (body: JsonMap, of = east): void => {
    const { status } = ask(of, "PATCH", `${PATH}?fieldManager=kubectl-edit`, body, MERGE);
    expect(status).toBe(200);
  };
  const targets = clusters.map((cluster) => ({
    cluster: cluster.name,
    identity: cluster.name,
    client: embeddedClient(cluster, { steps }),
  }));
  return { steps, east, west, acquire, lease, byHand, targets };
}

export type World = ReturnType<typeof world>;

/** The result of work that waits for turns. */
export async function done<T>({ steps }: World, work: Promise<T>): Promise<T> {
  await steps.until(work);
  return await work;
}

export const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (): unknown => undefined,
    (error: unknown) => error,
  );

/** Lets virtual time pass, with everything that happens in it. */
export const pass = (at: World, milliseconds: number): Promise<void> =>
  done(at, at.steps.clock().sleep(milliseconds));

export const holderOf = (lease: KubeObject): Json | undefined =>
  (lease["spec"] as JsonMap)["holderIdentity"];

export function leaseBody(): JsonMap {
  const { apiVersion, kind, ...place } = LOCK;
  return { apiVersion, kind, metadata: { ...place } };
}
