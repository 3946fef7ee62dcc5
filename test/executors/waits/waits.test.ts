import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Wait } from "../../../src/planner/action.ts";
import { outcomesOf } from "../event-laws.ts";
import { refusal, rolledOut } from "../gated-client.ts";
import { problemsOf, sayings, startPlan } from "../run-plan.ts";
import { succession, waiting } from "./succession.ts";

const NS = "istio-system";
const deployment = (status: KubeObject["status"], generation = 1): KubeObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "istiod", namespace: NS, generation },
  spec: { replicas: 1, progressDeadlineSeconds: 600, selector: { matchLabels: { app: "istiod" } } },
  status: { observedGeneration: 1, ...(status as object) },
});
const istiodAvailable: Wait = {
  kind: "deployment-available",
  namespace: NS,
  name: "istiod",
  timeoutSeconds: 300,
};

describe("deployment-available: rolled out, not merely started", () => {
  const done = {
    ...(rolledOut(1) as object),
    conditions: [
      { type: "Available", status: "True" },
      { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
    ],
  };

  test("says what is missing at every step", async () => {
    const { events } = await succession(istiodAvailable, [
      deployment({ observedGeneration: 0 }),
      deployment({}),
      deployment({ replicas: 2 }),
      deployment({ replicas: 2, updatedReplicas: 1 }),
      deployment({ replicas: 1, updatedReplicas: 1 }),
      deployment({ replicas: 1, updatedReplicas: 1, availableReplicas: 1 }),
      deployment({ ...(rolledOut(1) as object), conditions: [] }),
      deployment(done),
    ]);
    expect(sayings(await events)).toEqual([
      "wait-started: Deployment istio-system/istiod to be available",
      "wait-progress: not seen by its controller yet",
      "wait-progress: 0 of 1 replicas created",
      "wait-progress: 0 of 1 replicas updated",
      "wait-progress: 1 old replicas still there",
      "wait-progress: 0 of 1 replicas available",
      "wait-progress: 0 of 1 replicas ready",
      "wait-progress: rolling out",
      "wait-finished: Deployment istio-system/istiod to be available",
    ]);
  });

  test("a Deployment that is available already ends the wait at once", async () => {
    const { events } = startPlan(waiting(istiodAvailable), {}, (world) =>
      world.put("east", deployment(done)),
    );
    expect(outcomesOf(await events)).toEqual({ "east/attached": "unchanged" });
  });

  const pod = (waiting: object): KubeObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "istiod-1", namespace: NS, labels: { app: "istiod" } },
    status: { containerStatuses: [{ state: { waiting: { ...waiting } } }] },
  });
  const warning = (name: string, lastTimestamp: string, message: string): KubeObject => ({
    apiVersion: "v1",
    kind: "Event",
    metadata: { name, namespace: NS },
    involvedObject: { name: "istiod-1" },
    lastTimestamp,
    message,
  });

  test("a time-out tells what was seen last, the pod's reason and the newest warning", async () => {
    const { clock, events } = await succession(
      istiodAvailable,
      [deployment({ replicas: 1, updatedReplicas: 1 })],
      (world) => {
        world.put("east", pod({ reason: "ImagePullBackOff", message: "no such tag" }));
        world.put("east", warning("e1", "2026-01-01T00:00:01Z", "an older one"));
        world.put("east", warning("e2", "2026-01-01T00:00:02Z", "Back-off pulling image"));
      },
    );
    await new Promise(setImmediate);
    clock.advance(300_000);
    expect(problemsOf(await events)).toEqual([
      {
        code: "MP9301",
        cluster: "east",
        object: { apiVersion: "apps/v1", kind: "Deployment", namespace: NS, name: "istiod" },
        message:
          "waited 5m for Deployment istio-system/istiod to be available, and last saw: 0 of 1 replicas available; pod istiod-1: ImagePullBackOff: no such tag; Back-off pulling image",
        nextSteps: ["kubectl --context ctx-east -n istio-system describe deployment istiod"],
      },
    ]);
  });

  test("a wait that lasts says why, long before its time is over", async () => {
    const { world, clock, events } = await succession(
      istiodAvailable,
      [deployment({ replicas: 1, updatedReplicas: 1 })],
      (world) => world.put("east", pod({ reason: "ImagePullBackOff" })),
    );
    for (let times = 0; times < 3; times += 1) {
      await clock.asleep(10_000);
      clock.advance(10_000);
    }
    await clock.asleep(10_000);
    world.put("east", deployment(done));
    expect(sayings(await events).slice(1, -1)).toEqual([
      "wait-progress: 0 of 1 replicas available",
      "wait-progress: 0 of 1 replicas available; pod istiod-1: ImagePullBackOff",
    ]);
  });

  test("an exceeded progress deadline fails at once", async () => {
    const { events } = await succession(istiodAvailable, [
      deployment({
        conditions: [
          {
            type: "Progressing",
            status: "False",
            reason: "ProgressDeadlineExceeded",
            message: "no room",
          },
        ],
      }),
    ]);
    expect(problemsOf(await events)).toMatchObject([
      {
        code: "MP9302",
        message: "gave up waiting for Deployment istio-system/istiod to be available: no room",
      },
    ]);
  });
});

test("webhook-ca: every webhook needs its CA bundle", async () => {
  const config = (...bundles: readonly string[]): KubeObject => ({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name: "istio-sidecar-injector" },
    webhooks: bundles.map((caBundle) => ({ clientConfig: { caBundle } })),
  });
  const { events } = await succession(
    {
      kind: "webhook-ca",
      configuration: "MutatingWebhookConfiguration",
      name: "istio-sidecar-injector",
      timeoutSeconds: 300,
    },
    [config(), config("Q0E=", ""), config("Q0E=", "Q0E=")],
  );
  expect(sayings(await events)).toEqual([
    "wait-started: CA bundle in every webhook of MutatingWebhookConfiguration istio-sidecar-injector",
    "wait-progress: 0 of 0 webhooks have a CA bundle",
    "wait-progress: 1 of 2 webhooks have a CA bundle",
    "wait-finished: CA bundle in every webhook of MutatingWebhookConfiguration istio-sidecar-injector",
  ]);
});

describe("crds-established", () => {
  const wait: Wait = { kind: "crds-established", names: ["a.x", "b.x"], timeoutSeconds: 300 };
  const crd = (name: string, ...conditions: readonly object[]): KubeObject => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name },
    status: { conditions: conditions.map((condition) => ({ ...condition })) },
  });
  const established = { type: "Established", status: "True" };

  test("waits for each", async () => {
    const { events } = await succession(wait, [
      crd("a.x"),
      crd("b.x", established),
      crd("a.x", established),
    ]);
    expect(outcomesOf(await events)).toEqual({ "east/attached": "unchanged" });
  });

  test("names that are taken fail at once", async () => {
    const taken = { type: "NamesAccepted", status: "False", message: "plural is taken" };
    const { events } = await succession(wait, [crd("a.x", taken)]);
    expect(problemsOf(await events)).toMatchObject([
      {
        code: "MP9302",
        message:
          "gave up waiting for 2 CustomResourceDefinitions to be established: plural is taken",
        nextSteps: ["kubectl --context ctx-east describe customresourcedefinition a.x"],
      },
    ]);
  });

  test("without names there is nothing to wait for", async () => {
    const { events } = startPlan(waiting({ ...wait, names: [] }));
    expect(outcomesOf(await events)).toEqual({ "east/attached": "unchanged" });
  });
});

describe("validation-answers", () => {
  const wait: Wait = {
    kind: "validation-answers",
    deployment: "istiod",
    revision: "default",
    namespace: NS,
    timeoutSeconds: 300,
  };
  const denied = refusal({
    status: 400,
    serverMessage: 'admission webhook "validation.istio.io" denied the request: rejected',
  });

  test("asks with a Gateway that must be rejected, in dry runs only, until it is", async () => {
    const answers = [
      refusal({ status: 500, serverMessage: 'failed calling webhook "validation.istio.io"' }),
      refusal({ status: 404, serverMessage: "404 page not found" }),
      undefined,
    ];
    const { world, clock, events } = startPlan(waiting(wait), {
      script: (_body, _options, nth) => (nth <= answers.length ? answers[nth - 1] : denied),
    });
    for (const pause of [50, 100, 200]) {
      await clock.asleep(pause);
      clock.advance(pause);
    }
    expect(sayings(await events)).toEqual([
      "wait-started: validation webhook of istio-system to answer",
      "wait-progress: the webhook does not answer yet (500)",
      "wait-progress: Gateways are not served yet",
      "wait-progress: a Gateway that must be rejected is accepted",
      "wait-finished: validation webhook of istio-system to answer",
    ]);
    expect(world.sent.every(({ options }) => options.dryRun === true)).toBe(true);
  });

  test("missing rights end it", async () => {
    const script = () => refusal({ status: 403, serverMessage: "gateways is forbidden" });
    const { events } = startPlan(waiting(wait), { script });
    expect(problemsOf(await events)).toMatchObject([{ message: "gateways is forbidden" }]);
  });
});

test("root-certificate: a wait that sees nothing says so when its time is over", async () => {
  const { clock, events } = startPlan(
    waiting({ kind: "root-certificate", namespace: NS, timeoutSeconds: 90 }),
  );
  await clock.asleep(90_000);
  clock.advance(90_000);
  expect(problemsOf(await events)).toMatchObject([
    {
      code: "MP9301",
      message:
        "waited 90s for root certificate ConfigMap in istio-system, and last saw: nothing of it",
      nextSteps: [
        "kubectl --context ctx-east -n istio-system describe configmap istio-ca-root-cert",
      ],
    },
  ]);
});
