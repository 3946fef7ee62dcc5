import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { gatewayApiDefinitions } from "../../src/adapters/renderers/gateway-api.ts";
import type { Json, JsonMap } from "../../src/kube/object.ts";
import { PART_OF_LABEL } from "../../src/planner/names.ts";
import { at, textAt, until } from "../embedded/kube/client.ts";
import { bringRoot, newRoot } from "./bring-root.ts";
import {
  changesOf,
  editByHand,
  risksOf,
  startWorld,
  type World,
  type WorldSettings,
} from "./world.ts";

const HEAD = `apiVersion: meshplan/v1
mesh: mesh1
mode: ambient
istio: { version: 1.31.0 }
trust: { root: existing }
clusters:
`;
const EAST = "  east: { network: n1 }\n";
const WEST = "  west: { network: n2 }\n";
const NORTH = "  north: { network: n3 }\n";
const TWO = HEAD + EAST + WEST;

const SYSTEM = "/api/v1/namespaces/istio-system";
const API = "/apis/gateway.networking.k8s.io/v1";
const GATEWAY = `${API}/namespaces/istio-system/gateways/istio-eastwestgateway`;
const SERVICE = `${SYSTEM}/services/istio-eastwestgateway`;
const ZTUNNEL = "/apis/apps/v1/namespaces/istio-system/daemonsets/ztunnel";
const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

async function start(clusters: readonly string[], settings: WorldSettings = {}): Promise<World> {
  const world = await startWorld({ file: TWO, clusters, ...settings });
  const root = newRoot();
  for (const cluster of clusters) await bringRoot(world, cluster, root);
  return world;
}

const get = async (world: World, cluster: string, path: string): Promise<Json> =>
  (await world.api(cluster).request("GET", path)).body;

describe("an ambient mesh", () => {
  let world: World;
  beforeAll(async () => {
    world = await start(["east", "west", "north"]);
    await world.converge();
  }, 120_000);
  afterAll(() => world.close());
  /** Every test starts from a mesh as planned: it undoes what it did, with the product's own means. */
  afterEach(async () => {
    expect(await world.restored()).toEqual([]);
  }, 120_000);

  test("has a gateway that istiod made, without the mark of what meshplan made", async () => {
    const service = await get(world, "east", SERVICE);
    expect(at(service, "metadata", "labels")).toMatchObject({
      "topology.istio.io/network": "n1",
      "gateway.istio.io/managed": "istio.io-eastwest-controller",
    });
    expect(at(service, "metadata", "labels", PART_OF_LABEL)).toBeUndefined();
    const gateway = await get(world, "east", GATEWAY);
    expect(textAt(gateway, "status", "addresses", 0, "value")).toBe(
      textAt(service, "status", "loadBalancer", "ingress", 0, "ip"),
    );
    expect(at(await get(world, "west", ZTUNNEL), "status", "numberReady")).toBe(1);
  });

  interface Edit {
    readonly what: string;
    readonly path: string;
    readonly patch: JsonMap;
    readonly planned: readonly string[];
  }
  const listener = { name: "mesh", port: 15009, protocol: "HBONE" };
  const drift = "update (drift: kubectl-edit)";
  const edits: readonly Edit[] = [
    {
      what: "the listener of the gateway",
      path: GATEWAY,
      patch: {
        spec: { listeners: [{ ...listener, tls: { mode: "Terminate", options: { a: "b" } } }] },
      },
      planned: [
        `${drift} east/gateway Gateway istio-system/istio-eastwestgateway`,
        '  spec.listeners[name="mesh"].port: 15009 -> 15008',
        '  spec.listeners[name="mesh"].tls.options["gateway.istio.io/tls-terminate-mode"]: undefined -> "ISTIO_MUTUAL"',
      ],
    },
    {
      what: "the network of the gateway",
      path: GATEWAY,
      patch: { metadata: { labels: { "topology.istio.io/network": "n9" } } },
      planned: [
        `${drift} east/gateway Gateway istio-system/istio-eastwestgateway`,
        '  metadata.labels["topology.istio.io/network"]: "n9" -> "n1"',
      ],
    },
    {
      what: "the account of ztunnel",
      path: ZTUNNEL,
      patch: { spec: { template: { spec: { serviceAccountName: "other" } } } },
      planned: [
        `${drift} east/ztunnel DaemonSet istio-system/ztunnel`,
        '  spec.template.spec.serviceAccountName: "other" -> "ztunnel"',
      ],
    },
    {
      what: "the mark on a definition of the Gateway API",
      path: `${DEFINITIONS}/gateways.gateway.networking.k8s.io`,
      patch: { metadata: { labels: { [PART_OF_LABEL]: "nobody" } } },
      planned: [
        `${drift} east/gateway-api CustomResourceDefinition gateways.gateway.networking.k8s.io`,
        expect.stringMatching(/part-of"\]: "nobody" -> "applyset-/) as string,
      ],
    },
  ];

  test.each(edits)("plans back $what", async ({ path, patch, planned }) => {
    await editByHand(world.api("east"), path, patch);
    expect(changesOf(await world.plan())).toEqual(planned);
  });

  test("says that a new ztunnel moves traffic, and a new istio-cni restarts pods", async () => {
    const plan = await world.plan(TWO.replace("1.31.0", "1.31.1"));
    expect(risksOf(plan)).toMatchObject({
      "east/ztunnel": "traffic",
      "east/cni": "restart",
      "east/control-plane": "restart",
      "east/gateway": "none",
      "east/gateway-api": "none",
    });
  });

  test("hands the settings of a gateway on through istiod", async () => {
    const gateway = `gateway: { address: 203.0.113.7, allowFrom: [10.0.0.0/8], annotations: { lb: x } }`;
    const file = HEAD + EAST.replace("n1", `n1, ${gateway}`) + WEST;
    await world.converge(file);
    const service = await get(world, "east", SERVICE);
    expect(at(service, "spec")).toMatchObject({
      loadBalancerIP: "203.0.113.7",
      loadBalancerSourceRanges: ["10.0.0.0/8"],
    });
    expect(at(service, "metadata", "annotations")).toMatchObject({ lb: "x" });
    expect(changesOf(await world.plan(file))).toEqual([]);
  });

  test("takes a third primary in: new are that cluster, and the secrets between it and the others", async () => {
    const plan = await world.plan(TWO + NORTH);
    const changed = plan.actions
      .filter(({ changes }) => changes.some(({ verb }) => verb !== "none"))
      .map(({ id }) => id)
      .filter((id) => !id.startsWith("north/"));
    expect(changed).toEqual(["east/remote-secret:north", "west/remote-secret:north"]);
    await world.converge(TWO + NORTH);
    expect(changesOf(await world.plan(TWO + NORTH))).toEqual([]);
  });
});

describe("the Gateway API of an ambient mesh", () => {
  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
  });

  const install = async (on: World, cluster: string, version: string): Promise<void> => {
    for (const definition of await gatewayApiDefinitions(version)) {
      const { name, annotations } = definition.metadata;
      const bundle = { ...annotations, "gateway.networking.k8s.io/bundle-version": version };
      const body = { ...definition, metadata: { name, annotations: bundle } };
      await on.api(cluster).apply(`${DEFINITIONS}/${name}`, body, "other-team", "&force=true");
    }
  };
  const versions = async (on: World, cluster: string): Promise<readonly string[]> => {
    const list = at(await get(on, cluster, DEFINITIONS), "items");
    return (list as readonly Json[])
      .filter((item) => textAt(item, "spec", "group") === "gateway.networking.k8s.io")
      .map((item) => textAt(item, "metadata", "resourceVersion"));
  };

  test("that somebody else installed is left alone, or stops the plan where it is too old", async () => {
    world = await start(["east", "west"]);
    await install(world, "east", "v1.3.0");
    const old = {
      metadata: { annotations: { "gateway.networking.k8s.io/bundle-version": "v1.1.0" } },
    };
    const gateways = `${DEFINITIONS}/gateways.gateway.networking.k8s.io`;
    await editByHand(world.api("east"), gateways, old, "other-team");
    world.writes();
    const { plan: none, diagnostics } = await world.tryPlan();
    expect(none).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: "MP0531", cluster: "east" }]);
    expect(world.writes()).toEqual([]);

    await install(world, "east", "v1.4.1");
    const before = await versions(world, "east");
    const plan = await world.plan();
    const ids = plan.actions.map(({ id }) => id).filter((id) => id.includes("gateway-api"));
    expect(ids).toEqual(["west/gateway-api"]);
    await world.converge();
    expect(await versions(world, "east")).toEqual(before);
    expect(changesOf(await world.plan())).toEqual([]);
  }, 120_000);

  test("that the mesh brought moves on with its Istio, and not back", async () => {
    world = await start(["east", "west"]);
    const earlier = TWO.replace("1.31.0", "1.30.4");
    await world.converge(earlier);
    const changes = changesOf(await world.plan()).filter((line) =>
      line.includes("east/gateway-api"),
    );
    expect(changes).toContain(
      "create east/gateway-api CustomResourceDefinition tcproutes.gateway.networking.k8s.io",
    );
    expect(changes).toContain(
      "update east/gateway-api CustomResourceDefinition gateways.gateway.networking.k8s.io",
    );
    await world.converge();
    const back = await world.plan(earlier);
    expect(back.actions.map(({ id }) => id)).not.toContain("east/gateway-api");
  }, 120_000);

  test("does not help where sidecar mode left its gateway behind", async () => {
    world = await start(["east", "west"]);
    await world.converge(TWO.replace("mode: ambient\n", ""));
    const { diagnostics } = await world.tryPlan();
    expect(diagnostics.map(({ code, cluster }) => `${code} ${cluster ?? ""}`)).toEqual([
      "MP0533 east",
      "MP0533 west",
    ]);
  }, 120_000);
});

describe("a mesh that was ambient", () => {
  const SIDECAR = TWO.replace("mode: ambient\n", "");
  let world: World;
  afterEach(() => world.close());

  test("says so before it becomes a sidecar mesh, once a cluster, and the help leads there", async () => {
    world = await start(["east", "west"]);
    await world.converge();
    world.writes();
    const { plan, diagnostics } = await world.tryPlan(SIDECAR);
    expect(plan?.digest).toBeUndefined();
    expect(world.writes()).toEqual([]);
    expect(diagnostics).toMatchObject([
      { code: "MP0537", cluster: "east" },
      { code: "MP0537", cluster: "west" },
    ]);
    expect(diagnostics[0]?.help).toContain(
      "kubectl --context east delete --namespace istio-system gateways.gateway.networking.k8s.io/istio-eastwestgateway daemonset/istio-cni-node daemonset/ztunnel",
    );
    const cni = ZTUNNEL.replace("ztunnel", "istio-cni-node");
    for (const cluster of ["east", "west"])
      for (const path of [GATEWAY, ZTUNNEL, cni]) {
        const { status } = await world.api(cluster).request("DELETE", path);
        expect(status).toBe(200);
        await until(
          () => world.api(cluster).request("GET", SERVICE),
          (body) => at(body, "kind") === "Status",
        );
      }
    await world.converge(SIDECAR);
    expect(changesOf(await world.plan(SIDECAR))).toEqual([]);
    // And back: what a sidecar mesh leaves is said in turn.
    const back = await world.tryPlan();
    expect(back.diagnostics.map(({ code }) => code)).toEqual(["MP0533", "MP0533"]);
  }, 120_000);

  test("says so on one network, where there is no gateway", async () => {
    const one = HEAD + EAST;
    world = await start(["east"], { file: one });
    await world.converge();
    const { diagnostics } = await world.tryPlan(one.replace("mode: ambient\n", ""));
    expect(diagnostics).toMatchObject([{ code: "MP0537", cluster: "east" }]);
  }, 120_000);
});

/** On GKE the charts add quotas, without which no pod of the nodes' priority is let in. */
const GKE = TWO.replace("1.31.0", "1.31.0, values: { global: { platform: gke } }");

test("an ambient mesh of this machine's istioctl, if that is of Istio 1.31, converges too", async () => {
  const { MESHPLAN_ISTIOCTL, PATH } = process.env;
  const world = await start(["east", "west"], { file: GKE, env: { MESHPLAN_ISTIOCTL, PATH } });
  try {
    await world.converge();
    expect(changesOf(await world.plan())).toEqual([]);
  } finally {
    await world.close();
  }
}, 180_000);
