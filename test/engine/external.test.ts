import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { applyPlan } from "../../src/engine.ts";
import { recheck } from "../../src/engine/recheck.ts";
import type { ApplyEvent } from "../../src/executors/events.ts";
import type { Json } from "../../src/kube/object.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { encodePlan } from "../../src/planner/plan-file.ts";
import { ALONE } from "../executors/alone.ts";
import { at, type Client, textAt } from "../embedded/kube/client.ts";
import { bringRoot, newRoot } from "./bring-root.ts";
import { MADE, saved } from "./saved.ts";
import { settled } from "./settled.ts";
import { changesOf, isFailure, outcomeOf, risksOf, startWorld, type World } from "./world.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url);
const FILE = readFileSync(new URL("external-control-plane/mesh.yaml", EXAMPLES), "utf8");
const CLUSTERS = ["hub", "config", "second"];
const NAMESPACE = "external-istiod";
const KUBECONFIG = "hub/config-kubeconfig:config";
const SYSTEM = `/api/v1/namespaces/${NAMESPACE}`;
/** Several worlds, on a machine that does other things too. */
const SLOW = { timeout: 120_000 };

let world: World;
afterEach(() => world.close());

async function start(file = FILE, clusters: readonly string[] = CLUSTERS): Promise<World> {
  world = await startWorld({ file, clusters });
  return world;
}

async function get(client: Client, path: string): Promise<Json> {
  const { status, body } = await client.request("GET", path);
  expect(status, path).toBe(200);
  return body;
}

function planFile(plan: Plan): string {
  return encodePlan(plan, MADE);
}

describe("an external control plane", () => {
  test("serves two clusters, leaves its host alone, and shows no token", SLOW, async () => {
    await start();
    const plan = await world.plan();
    const events = await world.apply(plan);
    expect(outcomeOf(events)).toBe("done");
    const again = await world.plan();
    expect(changesOf(again)).toEqual([]);
    const service = await get(world.api("hub"), `${SYSTEM}/services/istiod-external`);
    const address = at(service, "status", "loadBalancer", "ingress", 0, "ip");
    for (const name of ["config", "second"]) {
      await get(world.api(name), `${SYSTEM}/configmaps/istio-ca-root-cert`);
      const slice = `/apis/discovery.k8s.io/v1/namespaces/${NAMESPACE}/endpointslices/istiod`;
      expect(at(await get(world.api(name), slice), "endpoints", 0, "addresses", 0)).toBe(address);
    }
    for (const path of [`${SYSTEM}/configmaps/istio-ca-root-cert`, "/apis/networking.istio.io/v1"])
      expect((await world.api("hub").request("GET", path)).status, path).toBe(404);
    const roles = await get(world.api("hub"), "/apis/rbac.authorization.k8s.io/v1/clusterroles");
    expect(JSON.stringify(roles)).not.toContain("istiod");
    const sinks = [planFile(plan), JSON.stringify(events), planFile(again)];
    for (const secret of world.secrets())
      for (const sink of sinks) expect(sink.includes(secret)).toBe(false);
  });

  test(
    "signs with the Secret cacerts of its host, beside a primary whose istiod is its own",
    SLOW,
    async () => {
      const file = `${FILE}  east: { network: network3 }\ntrust: { root: existing }\n`;
      await start(file, [...CLUSTERS, "east"]);
      expect((await world.tryPlan()).diagnostics).toMatchObject([
        {
          code: "MP0514",
          cluster: "hub",
          message: "there is no Secret cacerts in external-istiod",
        },
        { code: "MP0514", cluster: "east" },
      ]);
      const shared = newRoot();
      await bringRoot(world, "hub", shared, {}, NAMESPACE);
      await bringRoot(world, "east", shared, {}, NAMESPACE);
      const plan = await world.plan();
      const secrets = plan.actions.filter(({ component }) => component === "remote-secret");
      expect(secrets.map(({ id }) => id).sort()).toEqual([
        "east/remote-secret:config",
        "east/remote-secret:second",
        "hub/remote-secret:east",
        "hub/remote-secret:second",
      ]);
      expect(outcomeOf(await world.apply(plan))).toBe("done");
      expect(changesOf(await world.plan())).toEqual([]);
      const root = await get(world.api("second"), `${SYSTEM}/configmaps/istio-ca-root-cert`);
      const given = await get(world.api("hub"), `${SYSTEM}/secrets/cacerts`);
      const decoded = Buffer.from(textAt(given, "data", "root-cert.pem"), "base64").toString();
      expect(at(root, "data", "root-cert.pem")).toBe(decoded);
    },
  );

  test("is planned beside Istios in other namespaces of its host, not beside one in its own", async () => {
    await start();
    await deployIstiod(world.api("hub"), "istio-system");
    expect((await world.tryPlan()).diagnostics).toEqual([]);
    await deployIstiod(world.api("hub"), NAMESPACE);
    expect((await world.tryPlan()).diagnostics).toMatchObject([
      { code: "MP0502", cluster: "hub", object: { namespace: NAMESPACE, name: "istiod" } },
    ]);
  });
});

/** An istiod of somebody else's. */
async function deployIstiod(api: Client, namespace: string): Promise<void> {
  const labels = { app: "istiod" };
  const pod = { containers: [{ name: "discovery", image: "docker.io/istio/pilot:1.30.0" }] };
  await api.request("POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  const { status } = await api.request(
    "POST",
    `/apis/apps/v1/namespaces/${namespace}/deployments`,
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "istiod", labels },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
    },
  );
  expect(status).toBe(201);
}

describe("an apply of an external control plane", () => {
  test(
    "that ends between kubeconfig and istiod goes on with the same saved plan",
    SLOW,
    async () => {
      await start();
      await world.converge();
      const whole = await settled(world);
      await world.close();
      await start();
      const plan = saved(await world.plan(), world.folder);
      const rechecked = await recheck(world.ports, plan);
      for await (const event of applyPlan(world.ports, plan, rechecked, { lock: ALONE }))
        if (event.type === "object-written" && event.action === KUBECONFIG) break;
      expect(outcomeOf(await world.apply(plan))).toBe("done");
      expect(await settled(world)).toEqual(whole);
      expect(changesOf(await world.plan())).toEqual([]);
    },
  );

  test(
    "whose token is taken away stops where istiod needs it, and the next makes another",
    SLOW,
    async () => {
      await start(`${FILE}timeouts: { ready: 5s }\n`);
      const events = await applyWithoutToken();
      expect(events.filter(isFailure).map(({ action }) => action)).toEqual(
        expect.arrayContaining(["config/attached", "hub/remote-secret:second"]),
      );
      const skipped = events.flatMap((event) =>
        event.type === "action-skipped" ? [`${event.action} because of ${event.because}`] : [],
      );
      expect(skipped.sort()).toEqual([
        "config/expose-services because of config/attached",
        "config/gateway because of config/attached",
        "second/attached because of hub/remote-secret:second",
        "second/gateway because of hub/remote-secret:second",
      ]);
      const plan = await world.plan(FILE);
      expect(changesOf(plan).filter((line) => !line.startsWith("create config/g"))).toEqual(
        expect.arrayContaining([
          `create config/istiod-token Secret ${NAMESPACE}/istiod-istio-remote-secret-token`,
          `update ${KUBECONFIG} Secret ${NAMESPACE}/istio-kubeconfig`,
          "  data.config: (sensitive)",
          `update hub/control-plane:config Deployment ${NAMESPACE}/istiod`,
          expect.stringMatching(
            /\["meshplan\.dev\/kubeconfig-checksum"\]: "[0-9a-f]{16}" -> \(known after apply\)$/,
          ),
        ]),
      );
      expect(risksOf(plan)["hub/control-plane:config"]).toBe("restart");
      expect(outcomeOf(await world.apply(plan))).toBe("done");
      expect(changesOf(await world.plan(FILE))).toEqual([]);
    },
  );
});

/** Between the kubeconfig and istiod, which is held back until then, the config cluster revokes the token. */
async function applyWithoutToken(): Promise<readonly ApplyEvent[]> {
  const plan = await world.plan();
  const rechecked = await recheck(world.ports, plan);
  let release = (): void => undefined;
  const revoked = new Promise<void>((resolve) => (release = resolve));
  world.sandbox.cluster("hub").faults.add({
    when: ({ method, path }) => method === "PATCH" && path.includes("/deployments/istiod"),
    effect: { kind: "hold", until: revoked },
  });
  const events: ApplyEvent[] = [];
  for await (const event of applyPlan(world.ports, plan, rechecked, { lock: ALONE })) {
    events.push(event);
    if (event.type !== "object-written" || event.action !== KUBECONFIG) continue;
    const token = `${SYSTEM}/secrets/istiod-istio-remote-secret-token`;
    await world.api("config").request("DELETE", token);
    release();
  }
  return events;
}
