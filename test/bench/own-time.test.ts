import { expect, test } from "vitest";
import { actionTimes, idleTime, type WriteRequest } from "../../bench/own-time.ts";
import type { ApplyEvent, ApplyEventPayloads, ApplyEventType } from "../../src/executors/events.ts";
import type { ActionId } from "../../src/planner/action.ts";

type Body = { [P in ApplyEventType]: { readonly type: P } & ApplyEventPayloads[P] }[ApplyEventType];

const gateway = "cluster1/gateway" as ActionId;
const secret = "cluster1/remote-secret:cluster2" as ActionId;
const at = (milliseconds: number, body: Body): ApplyEvent => ({
  seq: milliseconds,
  time: new Date(milliseconds).toISOString(),
  ...body,
});
const started = (time: number, action: ActionId) => at(time, { type: "action-started", action });
const finished = (time: number, action: ActionId) =>
  at(time, { type: "action-finished", action, outcome: "changed", written: 1 });
const write = (action: ActionId, from: number, to: number, object = "Service a"): WriteRequest => ({
  action,
  object,
  from,
  to,
});

test("own time is what neither a write nor a wait of the action covers", () => {
  const events = [
    started(0, gateway),
    at(50, { type: "wait-started", action: gateway, text: "address" }),
    at(90, { type: "wait-finished", action: gateway, text: "address" }),
    finished(100, gateway),
  ];
  const requests = [write(gateway, 10, 30), write(gateway, 20, 45, "Deployment a")];
  expect(actionTimes(events, requests)).toEqual([{ action: gateway, wall: 100, own: 25 }]);
});

test("writes of other actions cover nothing of an action, but something of the run", () => {
  const events = [
    started(0, gateway),
    started(0, secret),
    finished(40, secret),
    finished(50, gateway),
  ];
  const requests = [write(secret, 5, 40)];
  expect(actionTimes(events, requests)).toEqual([
    { action: secret, wall: 40, own: 5 },
    { action: gateway, wall: 50, own: 50 },
  ]);
  expect(idleTime(events, requests)).toBe(15);
});

test("an object that is sent again is on its way until the last answer", () => {
  const events = [started(0, gateway), finished(100, gateway)];
  const requests = [write(gateway, 0, 10), write(gateway, 60, 100)];
  expect(actionTimes(events, requests)).toEqual([{ action: gateway, wall: 100, own: 0 }]);
});
