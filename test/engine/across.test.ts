import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ApplyEvent } from "../../src/executors/events.ts";
import type { ActionData } from "../../src/executors/context.ts";
import { runAction } from "../../src/executors/run-action.ts";
import { objectPath } from "../../src/kube/kinds.ts";
import { refText } from "../../src/kube/object.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { runAcross } from "../executors/across.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { type OthersWork, othersApply } from "./others.ts";
import { settled } from "./settled.ts";
import { meshWith } from "./trust-worlds.ts";
import { editByHand, outcomeOf, startWorld, type World } from "./world.ts";

const EXTERNAL = new URL("../../examples/external-control-plane/mesh.yaml", import.meta.url);
const RENDERED = SEED.replace(
  "network: network1 }",
  "network: network1, gateway: { address: 10.1.0.200 } }",
).replace("primary: cluster1 }", "primary: cluster1, delivery: { all: render } }");

/** Two lives of a mesh, on a machine that does other things too. */
const SLOW = { timeout: 120_000 };

interface Case {
  readonly file: string;
  readonly clusters: readonly string[];
  readonly others?: OthersWork;
}

const CASES: Readonly<Record<string, Case>> = {
  "a primary and a remote": { file: SEED, clusters: ["cluster1", "cluster2"] },
  "two primaries under a new root": {
    file: meshWith("{ root: generated, key: root.pem }", "east", "west"),
    clusters: ["east", "west"],
  },
  "an external control plane": {
    file: readFileSync(EXTERNAL, "utf8"),
    clusters: ["hub", "config", "second"],
  },
  "a cluster whose files others apply": {
    file: RENDERED,
    clusters: ["cluster1", "cluster2"],
    others: {
      file: RENDERED,
      manager: "argocd-controller",
      only: (path) => path.startsWith("cluster2/"),
      annotations: { "argocd.argoproj.io/tracking-id": "mesh-cluster2:apps/Deployment:x/y" },
    },
  },
};

/** What a run did to a mesh: created it, then mended an object that somebody edited. */
async function lifeOf({ file, clusters, others }: Case, run: typeof runAction) {
  const world = await startWorld({ file, clusters });
  try {
    world.writes();
    const created = await world.plan();
    const [first] = await Promise.all([
      world.apply(created, { runAction: run }),
      others === undefined ? undefined : othersApply(world, others),
    ]);
    await world.idle();
    const edited = await editLabel(world, created);
    const mended = await world.apply(await world.plan(), { runAction: run });
    expect([outcomeOf(first), outcomeOf(mended)]).toEqual(["done", "done"]);
    return {
      requests: requestsOf(world),
      events: [first, mended].map(eventsOf),
      edited,
      state: await settled(world),
      secrets: world.secrets(),
    };
  } finally {
    await world.close();
  }
}

/** Somebody changes a label that the plan set. */
async function editLabel(world: World, plan: Plan): Promise<string> {
  for (const { cluster, changes } of plan.actions)
    for (const { object, body } of changes) {
      const [label] = Object.keys(plan.bodies.get(body)?.metadata.labels ?? {}).filter(
        (key) => key === "topology.istio.io/network",
      );
      if (label === undefined || object.kind !== "Service") continue;
      const patch = { metadata: { labels: { [label]: "by-hand" } } };
      await editByHand(world.api(cluster), objectPath(object), patch);
      return `${cluster} ${refText(object)}`;
    }
  throw new Error("internal: a plan without a label to edit");
}

function requestsOf(world: World): readonly string[] {
  return world
    .writes()
    .filter(({ userAgent }) => userAgent.startsWith("meshplan/"))
    .map(({ method, path, query, status }) => `${method} ${path} ${query} ${status}`)
    .sort();
}

/** What happened, without the order of actions that run at the same time, and without how long they waited. */
function eventsOf(events: readonly ApplyEvent[]): readonly string[] {
  return events
    .filter(({ type }) => type !== "wait-progress" && type !== "apply-started")
    .map(({ seq: _, time: __, ...event }) => JSON.stringify(event))
    .sort();
}

describe.each(Object.entries(CASES))("the actions of %s", (_, one) => {
  test(
    "do the same where all they have is data and messages, and the data holds no secret",
    SLOW,
    async () => {
      const all: ActionData[] = [];
      const run: typeof runAction = (data, ports) => {
        all.push(data);
        return runAcross(data, ports);
      };
      const across = await lifeOf(one, run);
      const { secrets: __, ...direct } = await lifeOf(one, runAction);
      const { secrets, ...rest } = across;
      expect(rest).toEqual(direct);
      expect(direct.requests.length).toBeGreaterThan(10);
      expect(structuredClone(all)).toEqual(all);
      const text = JSON.stringify(all);
      expect(JSON.parse(text)).toEqual(all);
      expect(text).toContain('"seen":');
      expect(secrets.length).toBeGreaterThan(0);
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    },
  );
});
