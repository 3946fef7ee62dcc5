import fc from "fast-check";
import { expect, test } from "vitest";
import type { ApplyEvent } from "../../src/executors/events.ts";
import type { ExecuteOptions } from "../../src/executors/execute.ts";
import { runAcross } from "./across.ts";
import { Gate, refusal } from "./gated-client.ts";
import { startPlan } from "./run-plan.ts";
import { seedPlan } from "./seed.ts";

const plan = seedPlan();
const objects = plan.actions.flatMap(({ changes }) => changes.map(({ object }) => object.name));

async function ran(
  refused: readonly string[],
  options: Partial<ExecuteOptions>,
): Promise<readonly unknown[]> {
  const { world, events } = startPlan(plan, {
    ...options,
    script: (body) =>
      refused.includes(body.metadata.name)
        ? refusal({ status: 422, serverMessage: "not like this" })
        : undefined,
  });
  return [
    told(await events),
    world.sent.map(({ cluster, body }) => [cluster, body]).length,
    world.state(),
  ];
}

function told(events: readonly ApplyEvent[]): readonly string[] {
  return events
    .filter(({ type }) => type !== "wait-progress")
    .map(({ seq: _, time: __, ...event }) => JSON.stringify(event))
    .sort();
}

test("whatever a cluster refuses, an action fails alike where its answers are messages", async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray(objects), async (refused) => {
      expect(await ran(refused, { runAction: runAcross })).toEqual(await ran(refused, {}));
    }),
    { numRuns: 20 },
  );
});

test.each([
  ["in this process", undefined],
  ["behind messages", runAcross],
] as const)("an interrupt leaves what writes to its end %s", async (_, runAction) => {
  const gate = new Gate("cluster1/control-plane");
  const interrupt = new AbortController();
  const { world, events } = startPlan(plan, {
    gate,
    signal: interrupt.signal,
    ...(runAction === undefined ? {} : { runAction }),
  });
  await gate.started("cluster1/control-plane");
  interrupt.abort();
  gate.release("cluster1/control-plane");
  const all = await events;
  expect(all.at(-1)).toMatchObject({ type: "apply-finished", outcome: "interrupted" });
  expect(all.filter(({ type }) => type === "action-failed")).toEqual([]);
  expect(world.objects.has("cluster1 Deployment istio-system/istiod")).toBe(true);
});
