import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/adapters/host/clock.ts";
import { applyPlan } from "../../src/engine.ts";
import { recheck } from "../../src/engine/recheck.ts";
import { lockPlan } from "../../src/engine/lock-plan.ts";
import type { ApplyEvent } from "../../src/executors/events.ts";
import type { Plan } from "../../src/planner/plan.ts";
import type { Clock, Ports } from "../../src/ports.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { type Between, reachedBy, startBetween } from "./between.ts";
import { isFailure, startWorld, type World } from "./world.ts";

/** A length that nothing else sleeps for. */
const READY_MILLISECONDS = 7 * 60_000;
const FILE = SEED.replace("clusters:", "timeouts: { ready: 7m }\nclusters:");
const SECRET = "cluster1/remote-secret:cluster2";

let world: World;
let proxy: Between;
/** How often istiod was turned away, and who wants to know. */
let turnedAway = 0;
let onTurnedAway = (): void => undefined;
beforeAll(async () => {
  world = await startWorld({ file: FILE });
  proxy = await startBetween(world, "cluster2", {
    refuses: (userAgent) => {
      if (userAgent !== "pilot-discovery") return false;
      turnedAway += 1;
      onTurnedAway();
      return true;
    },
  });
  reachedBy(world, "cluster2", { server: proxy.server, authority: proxy.authority });
});
afterAll(async () => {
  proxy.close();
  await world.close();
});

/** A clock on which the end of a wait comes when the test says so, and no sooner. */
function gatedClock(): { readonly clock: Clock; readonly ends: ReadonlySet<() => void> } {
  const system = systemClock();
  const ends = new Set<() => void>();
  const sleep: Clock["sleep"] = (milliseconds, signal) => {
    if (milliseconds !== READY_MILLISECONDS) return system.sleep(milliseconds, signal);
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        ends.delete(end);
        resolve();
      };
      ends.add(end);
      signal?.addEventListener("abort", end, { once: true });
    });
  };
  return { clock: { ...system, sleep }, ends };
}

async function* applied(ports: Ports, plan: Plan): AsyncGenerator<ApplyEvent> {
  const { lock } = await lockPlan(ports, plan, { timeoutSeconds: 0, unlock: "meshplan unlock" });
  if (lock === undefined) throw new Error("no lock");
  try {
    yield* applyPlan(ports, plan, await recheck(ports, plan), { lock });
  } finally {
    await lock.release();
  }
}

test(
  "where istiod is turned away by a proxy that lets meshplan through, the apply ends with what istiod's log says of the cluster",
  { timeout: 120_000 },
  async () => {
    const plan = await world.plan();
    const { clock, ends } = gatedClock();
    let isWaiting = false;
    // Two refusals: of the first, the log has a line by then. One end: everything else is done.
    onTurnedAway = () => {
      if (!isWaiting || turnedAway < 2 || ends.size !== 1) return;
      for (const end of ends) end();
    };
    const failed: ApplyEvent<"action-failed">[] = [];
    for await (const event of applied({ ...world.ports, clock }, plan)) {
      if (event.type === "wait-started" && event.action === SECRET) isWaiting = true;
      if (isFailure(event)) failed.push(event);
    }
    expect(failed).toMatchObject([{ action: SECRET, problem: { code: "MP9301" } }]);
    expect(failed[0]?.problem.message).toMatch(
      /^waited 7m for istiod of cluster1 to report cluster2 as synced, and last saw: .*; pod istiod-\S+ says: watch error in cluster cluster2: Get "https:\/\/127\.0\.0\.1:\d+\/api\/v1\/namespaces\/kube-system": the server answered 403$/,
    );
    expect(failed[0]?.problem.message).toContain(new URL(proxy.server).host);
    expect(failed[0]?.problem.nextSteps).toContain(
      "kubectl --context cluster1 -n istio-system logs -l app=istiod --tail=1000",
    );
  },
);
