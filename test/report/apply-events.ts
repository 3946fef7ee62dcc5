import fc from "fast-check";
import type {
  ApplyEvent,
  ApplyEventPayloads,
  EventAction,
  Problem,
} from "../../src/executors/events.ts";
import type { ActionId } from "../../src/planner/action.ts";
import { APPLY_NOT_STARTED, type ApplyState, reduceApply } from "../../src/report/apply-state.ts";

export const id = (text: string): ActionId => text as ActionId;

type Body = {
  [T in keyof ApplyEventPayloads]: { readonly type: T } & ApplyEventPayloads[T];
}[keyof ApplyEventPayloads];

/** Numbers events and gives them times, a second apart unless `at` says otherwise. */
export class Recorder {
  readonly events: ApplyEvent[] = [];
  seconds = 0;

  push(body: Body, after = 1): this {
    this.seconds += this.events.length === 0 ? 0 : after;
    const time = new Date(Date.UTC(2026, 0, 1, 12, 0, this.seconds)).toISOString();
    this.events.push({ ...body, seq: this.events.length + 1, time });
    return this;
  }
}

export function fold(events: readonly ApplyEvent[]): ApplyState {
  return events.reduce(reduceApply, APPLY_NOT_STARTED);
}

export function eventAction(name: string, needs: readonly string[], changes: number): EventAction {
  const [cluster = "", component = ""] = name.split("/");
  return { id: id(name), cluster, component, needs: needs.map(id), changes };
}

export const SEED_ACTIONS: readonly EventAction[] = [
  eventAction("cluster1/namespace", [], 1),
  eventAction("cluster1/control-plane", ["cluster1/namespace"], 34),
  eventAction("cluster1/gateway-address", ["cluster1/namespace"], 1),
  eventAction("cluster1/gateway", ["cluster1/control-plane"], 5),
  eventAction("cluster2/namespace", [], 1),
  eventAction("cluster2/control-plane", ["cluster1/gateway-address", "cluster2/namespace"], 22),
  eventAction("cluster2/attached", ["cluster2/control-plane"], 0),
];

export const DIGEST = `sha256:1f0c1f0c${"0".repeat(56)}`;

export function begin(actions: readonly EventAction[] = SEED_ACTIONS): Recorder {
  return new Recorder().push({ type: "apply-started", mesh: "mesh1", digest: DIGEST, actions });
}

export function writeObjects(recorder: Recorder, name: string, count: number): void {
  for (let index = 0; index < count; index += 1)
    recorder.push(
      {
        type: "object-written",
        action: id(name),
        object: {
          apiVersion: "v1",
          kind: "ConfigMap",
          namespace: "istio-system",
          name: `${index}`,
        },
        verb: "create",
        result: "changed",
      },
      0,
    );
}

export function finish(recorder: Recorder, name: string, count: number): void {
  recorder.push({ type: "action-started", action: id(name) });
  writeObjects(recorder, name, count);
  recorder.push({
    type: "action-finished",
    action: id(name),
    outcome: count > 0 ? "changed" : "unchanged",
    written: count,
  });
}

/** A run where the load balancer of cluster1 never gets an address. */
export function failingRun(): Recorder {
  const recorder = begin();
  finish(recorder, "cluster1/namespace", 1);
  finish(recorder, "cluster2/namespace", 1);
  const gateway = id("cluster1/gateway-address");
  const text = "LoadBalancer address of istio-eastwestgateway";
  recorder.push({ type: "action-started", action: gateway });
  writeObjects(recorder, gateway, 1);
  recorder.push({ type: "wait-started", action: gateway, text });
  recorder.push({ type: "wait-progress", action: gateway, text, detail: "no address yet" }, 30);
  finish(recorder, "cluster1/control-plane", 34);
  recorder.push({
    type: "retrying",
    action: gateway,
    text: "connection reset",
    attempt: 2,
  });
  recorder.push(
    {
      type: "action-failed",
      action: gateway,
      problem: {
        code: "MP9301",
        message: "waited 600 s for the LoadBalancer address of istio-eastwestgateway",
        cluster: "cluster1",
        object: {
          apiVersion: "v1",
          kind: "Service",
          namespace: "istio-system",
          name: "istio-eastwestgateway",
        },
        nextSteps: [
          "kubectl --context cluster1 -n istio-system describe service istio-eastwestgateway",
        ],
      },
    },
    570,
  );
  for (const skipped of ["cluster2/control-plane", "cluster2/attached"])
    recorder.push({ type: "action-skipped", action: id(skipped), because: gateway }, 0);
  finish(recorder, "cluster1/gateway", 5);
  return recorder.push({ type: "apply-finished", outcome: "failed", objectsWritten: 42 });
}

export function interruptedRun(): Recorder {
  const recorder = begin();
  finish(recorder, "cluster1/namespace", 1);
  recorder.push({ type: "action-started", action: id("cluster1/control-plane") });
  recorder.push({
    type: "interrupted",
    running: [id("cluster1/control-plane")],
    left: SEED_ACTIONS.slice(2).map((action) => action.id),
  });
  writeObjects(recorder, "cluster1/control-plane", 34);
  recorder.push({
    type: "action-finished",
    action: id("cluster1/control-plane"),
    outcome: "changed",
    written: 34,
  });
  return recorder.push({ type: "apply-finished", outcome: "interrupted", objectsWritten: 35 });
}

export function completeRun(): Recorder {
  const recorder = begin();
  for (const { id: name, changes } of SEED_ACTIONS) finish(recorder, name, changes);
  return recorder.push({ type: "apply-finished", outcome: "done", objectsWritten: 64 });
}

export const ROOT_NOTE =
  "made trust/prod/root.pem, the private key of the mesh's root: keep a copy where nobody else reads it";

/** A second run over twenty clusters, in which two have something to write; one makes the mesh's root. */
export function quietRun(): Recorder {
  const names = Array.from({ length: 20 }, (_, index) => `cluster${index + 1}`);
  const actions = names.flatMap((name, index) => [
    eventAction(`${name}/trust`, [], index === 0 ? 1 : 0),
    eventAction(`${name}/gateway-address`, [`${name}/trust`], index === 6 ? 1 : 0),
    eventAction(`${name}/attached`, [`${name}/gateway-address`], 0),
  ]);
  const recorder = begin(actions);
  for (const { id: name, changes, component } of actions) {
    if (component === "attached") {
      const text = "istiod of cluster1 to report it as synced";
      recorder.push({ type: "action-started", action: name }, 0);
      recorder.push({ type: "wait-started", action: name, text }, 0);
      if (name !== "cluster1/attached")
        recorder.push({ type: "note", action: name, text: "synced: not checked (403)" }, 0);
      recorder.push({ type: "wait-finished", action: name, text }, 0);
      recorder.push({ type: "action-finished", action: name, outcome: "unchanged", written: 0 }, 0);
      continue;
    }
    if (component === "trust" && changes === 1)
      recorder.push({ type: "note", action: name, text: ROOT_NOTE }, 0);
    finish(recorder, name, changes);
  }
  return recorder.push({ type: "apply-finished", outcome: "done", objectsWritten: 2 });
}

/** Events of random runs of random graphs, as a correct executor could send them: any order, failures, an interrupt. */
export function randomRun(): fc.Arbitrary<readonly ApplyEvent[]> {
  return fc
    .record({
      needs: fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 }),
      choices: fc.array(fc.nat(), { minLength: 80, maxLength: 80 }),
      interruptAt: fc.option(fc.nat(40)),
      /** Name the direct need instead of the root cause: the fold has to find the root itself. */
      sloppy: fc.boolean(),
    })
    .map((script) => simulate(script));
}

interface Script {
  readonly needs: readonly (readonly number[])[];
  readonly choices: readonly number[];
  readonly interruptAt: number | null;
  readonly sloppy: boolean;
}

function simulate({ needs, choices, interruptAt, sloppy }: Script): readonly ApplyEvent[] {
  const actions = needs.map((list, index) =>
    eventAction(
      `cluster${index % 3}/part${index}`,
      index === 0
        ? []
        : [...new Set(list.map((need) => `cluster${(need % index) % 3}/part${need % index}`))],
      list.length,
    ),
  );
  const recorder = begin(actions);
  const status = new Map<ActionId, string>();
  const roots = new Map<ActionId, ActionId>();
  const at = { interrupted: false };
  let written = 0;
  const skipDependants = (): void => {
    for (const action of actions) {
      if (status.has(action.id)) continue;
      const bad = action.needs.find((need) =>
        ["failed", "skipped"].includes(status.get(need) ?? ""),
      );
      if (bad === undefined) continue;
      const root = roots.get(bad) ?? bad;
      status.set(action.id, "skipped");
      roots.set(action.id, root);
      recorder.push({ type: "action-skipped", action: action.id, because: sloppy ? bad : root });
    }
  };
  choices.forEach((choice, step) => {
    if (step === interruptAt) {
      at.interrupted = true;
      const open = actions.filter((action) => !status.has(action.id)).map((action) => action.id);
      const running = actions
        .filter((action) => status.get(action.id) === "running")
        .map((action) => action.id);
      recorder.push({ type: "interrupted", running, left: open });
    }
    const ready = actions.filter(
      (action) =>
        status.get(action.id) === "running" ||
        (!at.interrupted &&
          !status.has(action.id) &&
          action.needs.every((need) => status.get(need) === "done")),
    );
    const next = ready[choice % Math.max(1, ready.length)];
    if (next === undefined) return;
    if (!status.has(next.id)) {
      status.set(next.id, "running");
      recorder.push({ type: "action-started", action: next.id });
    } else if (choice % 7 === 0) {
      status.set(next.id, "failed");
      const problem: Problem = { code: "MP9301", message: "no", nextSteps: ["x"] };
      recorder.push({ type: "action-failed", action: next.id, problem });
      skipDependants();
    } else if (choice % 3 === 0) {
      recorder.push({ type: "wait-started", action: next.id, text: "something" });
    } else if (choice % 5 === 0) {
      writeObjects(recorder, next.id, 1);
      written += 1;
    } else {
      status.set(next.id, "done");
      recorder.push({ type: "action-finished", action: next.id, outcome: "changed", written: 0 });
    }
  });
  const outcome = at.interrupted
    ? "interrupted"
    : [...status.values()].includes("failed")
      ? "failed"
      : "done";
  return recorder.push({ type: "apply-finished", outcome, objectsWritten: written }).events;
}
