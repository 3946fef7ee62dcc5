import fc from "fast-check";
import { expect, test } from "vitest";
import { execute } from "../../src/executors/execute.ts";
import { Outputs } from "../../src/executors/outputs.ts";
import { isMap, type KubeObject } from "../../src/kube/object.ts";
import { remoteKubeconfig } from "../../src/kube/remote-kubeconfig.ts";
import { SecretRegistry } from "../../src/util/secret-registry.ts";
import { AUTHORITY } from "../adapters/kubernetes/certificates.ts";
import { collect, expectLaws } from "./event-laws.ts";
import { base64, refusal, TOKEN, World } from "./gated-client.ts";
import { ManualClock } from "./manual-clock.ts";
import { configMap, id, planOf } from "./plans.ts";
import { deferred } from "../../src/planner/deferred.ts";
import { ALONE } from "./alone.ts";
import { seedPlan } from "./seed.ts";

const plan = seedPlan();
const objects = plan.actions.flatMap((action) => action.changes.map((change) => change.object));

test("no secret is in any event, even where a server repeats what it was sent", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(objects.map((object) => object.name)),
      fc.constantFrom(400, 403, 422, 500),
      async (refused, status) => {
        const world = new World({
          plan,
          script: (body) =>
            refused.includes(body.metadata.name)
              ? refusal({ status, serverMessage: `refused: ${repeated(body)}` })
              : undefined,
        });
        const clock = new ManualClock();
        const events = await collect(execute(plan, { lock: ALONE, clients: world.clients, clock }));
        expectLaws(events);
        const text = JSON.stringify(events);
        for (const secret of [TOKEN, base64(TOKEN), kubeconfigData()])
          expect(text).not.toContain(secret);
      },
    ),
  );
});

/** A body, with its data decoded too. */
function repeated(body: KubeObject): string {
  const values = Object.values(isMap(body["data"]) ? body["data"] : {});
  const decoded = values.map((value) =>
    Buffer.from(typeof value === "string" ? value : "", "base64").toString("utf8"),
  );
  return JSON.stringify([body, ...decoded]);
}

function kubeconfigData(): string {
  return base64(
    remoteKubeconfig({
      cluster: "cluster2",
      server: "https://10.2.0.2:6443",
      ca: base64(AUTHORITY),
      token: base64(TOKEN),
    }),
  );
}

test("the kubeconfig reaches the cluster that reads it, whole", async () => {
  const world = new World({ plan });
  await collect(execute(plan, { lock: ALONE, clients: world.clients, clock: new ManualClock() }));
  const secret = world.objects.get("cluster1 Secret istio-system/istio-remote-secret-cluster2");
  expect(secret?.["data"]).toEqual({ cluster2: kubeconfigData() });
  const others = [...world.objects].filter(([key]) => !key.includes("Secret"));
  expect(JSON.stringify(others)).not.toContain(base64(TOKEN));
});

test("a sensitive output fills no hole of an ordinary body", async () => {
  const leak = planOf(
    {
      id: "west/reader-token",
      kind: { kind: "reader-token", secret: "reader-token" },
      waits: [
        {
          kind: "token-filled",
          namespace: "istio-system",
          name: "reader-token",
          timeoutSeconds: 9,
        },
      ],
    },
    {
      id: "east/gateway",
      needs: ["west/reader-token"],
      objects: [
        configMap("leak", {
          token: deferred({ action: id("west/reader-token"), output: "token" }, "{}", true),
        }),
      ],
    },
  );
  const world = new World({ plan: leak });
  world.put("west", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "reader-token", namespace: "istio-system" },
    data: { token: base64(TOKEN), "ca.crt": base64(AUTHORITY) },
  });
  const run = collect(
    execute(leak, { lock: ALONE, clients: world.clients, clock: new ManualClock() }),
  );
  await expect(run).rejects.toThrow("internal: east/gateway was started before");
  expect(world.sent).toEqual([]);
});

test("a token goes only into a secret about its own cluster", async () => {
  const crossed = planOf(
    { id: "west/reader-token", kind: { kind: "reader-token", secret: "x" } },
    {
      id: "east/remote-secret:north",
      needs: ["west/reader-token"],
      kind: {
        kind: "remote-secret",
        of: "north",
        access: { server: "x" },
        tokenFrom: "west/reader-token",
      },
      objects: [configMap("a")],
    },
  );
  const world = new World({ plan: crossed });
  const run = collect(
    execute(crossed, { lock: ALONE, clients: world.clients, clock: new ManualClock() }),
  );
  await expect(run).rejects.toThrow("would hand out a token of a cluster that is not north");
});

test("a sensitive output is a secret of the run from then on, and fills nothing", () => {
  const secrets = new SecretRegistry();
  const outputs = new Outputs(secrets);
  const ref = { action: id("west/reader-token"), output: "token" };
  outputs.put(ref, base64(TOKEN));
  expect(secrets.redact(`a ${TOKEN} b ${base64(TOKEN)} c`)).toBe("a (sensitive) b (sensitive) c");
  expect(outputs.find(ref)).toBeUndefined();
});
