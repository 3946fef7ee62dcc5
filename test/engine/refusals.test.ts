import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { JsonMap } from "../../src/kube/object.ts";
import type { Fault } from "../../src/embedded/kube/faults.ts";
import { recheck } from "../../src/engine/recheck.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { ALIAS, changesOf, NOWHERE, startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Whatever stands in the way is found before any write. */
afterEach(() => {
  for (const { faults } of world.sandbox.clusters) faults.clear();
  const ours = world.writes().filter(({ userAgent }) => userAgent.startsWith("meshplan/"));
  expect(ours).toEqual([]);
});

/** The codes that stand in the way, each with its cluster and the object it names. */
async function refusalOf(file?: string): Promise<readonly string[]> {
  const { plan, diagnostics } = await world.tryPlan(file);
  expect(plan).toBeUndefined();
  return diagnostics.map(({ code, cluster, object }) =>
    [code, cluster, object?.kind, object?.name].filter((part) => part !== undefined).join(" "),
  );
}

async function made(cluster: string, path: string, body: JsonMap): Promise<void> {
  const { status } = await world.api(cluster).request("POST", path, body);
  expect(status).toBe(201);
}

describe("an Istio that is already there", () => {
  const NAMESPACE = "/api/v1/namespaces/istio-system";
  beforeAll(async () => {
    const metadata = { name: "istio-system" };
    await made("cluster2", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata });
  });
  afterAll(async () => {
    await world.api("cluster2").request("DELETE", NAMESPACE);
  });

  test("as an istiod of another installer is MP0502", async () => {
    const path = "/apis/apps/v1/namespaces/istio-system/deployments";
    const labels = { app: "istiod" };
    await made("cluster2", path, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "istiod-canary", labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: "discovery", image: "docker.io/istio/pilot:1.29.0" }] },
        },
      },
    });
    expect(await refusalOf()).toEqual(["MP0502 cluster2 Deployment istiod-canary"]);
    await world.api("cluster2").request("DELETE", `${path}/istiod-canary`);
  });

  test("as an injection webhook is MP0502", async () => {
    const path = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    await made("cluster2", path, {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingWebhookConfiguration",
      metadata: { name: "istio-sidecar-injector", labels: { app: "sidecar-injector" } },
    });
    expect(await refusalOf()).toEqual([
      "MP0502 cluster2 MutatingWebhookConfiguration istio-sidecar-injector",
    ]);
    await world.api("cluster2").request("DELETE", `${path}/istio-sidecar-injector`);
  });

  test("as a Helm release is MP0502, once a release, and its Secret is not read", async () => {
    for (const version of ["v1", "v2"]) {
      const name = `sh.helm.release.v1.istiod.${version}`;
      await made("cluster2", `${NAMESPACE}/secrets`, {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name, labels: { owner: "helm", name: "istiod" } },
      });
    }
    expect(await refusalOf()).toEqual(["MP0502 cluster2"]);
    const reads = world.sandbox
      .cluster("cluster2")
      .requests.filter(({ path }) => path.includes("sh.helm"));
    expect(reads.filter(({ method }) => method === "GET")).toEqual([]);
    for (const version of ["v1", "v2"])
      await world
        .api("cluster2")
        .request("DELETE", `${NAMESPACE}/secrets/sh.helm.release.v1.istiod.${version}`);
  });
});

/** Every missing right, as it is said. */
async function deniedIn(file?: string): Promise<readonly string[]> {
  const { plan, diagnostics } = await world.tryPlan(file);
  expect(plan).toBeUndefined();
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["MP0503"]));
  return diagnostics.map(({ message }) => message);
}

describe("rights that are missing", () => {
  test("to look around are all listed at once, of both clusters", async () => {
    const forbid = (cluster: string, part: string): void => {
      world.sandbox.cluster(cluster).faults.add({
        when: ({ path }) => path.includes(part),
        effect: { kind: "forbid" },
      });
    };
    forbid("cluster1", "/namespaces/kube-system");
    forbid("cluster1", "/mutatingwebhookconfigurations");
    forbid("cluster2", "/deployments");
    expect(await deniedIn()).toMatchInlineSnapshot(`
      [
        "cluster1 does not allow sandbox-admin to get namespaces",
        "cluster1 does not allow sandbox-admin to list mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "cluster2 does not allow sandbox-admin to list deployments.apps",
        "cluster1 does not allow sandbox-admin to patch mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "cluster1 does not allow its user to get, list and watch mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "cluster2 does not allow its user to get, list, watch, create and patch deployments.apps in namespace istio-system",
      ]
    `);
  });

  test("to write are all listed at once: a dry run is authorised like the write", async () => {
    for (const { faults } of world.sandbox.clusters)
      faults.add({
        when: ({ method, path }) => method === "PATCH" && path.includes("/clusterroles/"),
        effect: { kind: "forbid" },
      });
    expect(await refusalOf()).toEqual([
      "MP0503 cluster1 ClusterRole istio-reader-clusterrole-istio-system",
      "MP0503 cluster1 ClusterRole istiod-clusterrole-istio-system",
      "MP0503 cluster1 ClusterRole istiod-gateway-controller-istio-system",
      "MP0503 cluster2 ClusterRole istio-reader-clusterrole-istio-system",
    ]);
  });
});

describe("rights that no request of a first plan shows to be missing", () => {
  const inIstio = (path: string): boolean => path.includes("/namespaces/istio-system/");
  const forbid = (cluster: string, when: NonNullable<Fault["when"]>): void => {
    world.sandbox.cluster(cluster).faults.add({ when, effect: { kind: "forbid" } });
  };

  test("are asked for, and all said at once: a missing namespace takes no dry run", async () => {
    forbid("cluster1", ({ method, path }) => method === "POST" && inIstio(path));
    forbid("cluster2", ({ path }) => inIstio(path) && path.includes("/services"));
    expect(await deniedIn()).toMatchInlineSnapshot(`
      [
        "cluster2 does not allow sandbox-admin to get services in namespace istio-system",
        "cluster1 does not allow its user to create configmaps in namespace istio-system",
        "cluster1 does not allow its user to create deployments.apps in namespace istio-system",
        "cluster1 does not allow its user to create gateways.networking.istio.io in namespace istio-system",
        "cluster1 does not allow its user to create horizontalpodautoscalers.autoscaling in namespace istio-system",
        "cluster1 does not allow its user to create rolebindings.rbac.authorization.k8s.io in namespace istio-system",
        "cluster1 does not allow its user to create roles.rbac.authorization.k8s.io in namespace istio-system",
        "cluster1 does not allow its user to create secrets in namespace istio-system",
        "cluster1 does not allow its user to create serviceaccounts in namespace istio-system",
        "cluster1 does not allow its user to create services in namespace istio-system",
        "cluster1 does not allow its user to create virtualservices.networking.istio.io in namespace istio-system",
        "cluster2 does not allow its user to get, list, watch, create and patch services in namespace istio-system",
      ]
    `);
  });

  test("of a wait are asked for too: a Secret may be read, and not watched", async () => {
    forbid("cluster2", ({ path, query }) => path.includes("/secrets") && query.has("watch"));
    expect(await deniedIn()).toMatchInlineSnapshot(`
      [
        "cluster2 does not allow its user to watch secrets in namespace istio-system",
      ]
    `);
  });

  test("may be given for single names: those are no reason to refuse", async () => {
    forbid("cluster2", ({ path }) => path.endsWith("/serviceaccounts"));
    expect((await world.tryPlan()).diagnostics).toEqual([]);
  });

  test("are asked for again before the first write: another user may apply the plan", async () => {
    const plan = await world.plan();
    forbid("cluster2", ({ method, path }) => method === "PATCH" && path.includes("/deployments"));
    const { refused, stale } = await recheck(world.ports, plan);
    expect(stale).toEqual([]);
    expect(refused.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "MP0503 cluster2 does not allow its user to patch deployments.apps in namespace istio-system",
    ]);
  });

  test("are no reason to refuse where the server answers no such questions", async () => {
    for (const code of [403, 404])
      world.sandbox.cluster("cluster1").faults.add({
        when: ({ path }) => path.startsWith("/apis/authorization.k8s.io/"),
        times: 1,
        effect: { kind: "status", code },
      });
    expect((await world.tryPlan()).diagnostics).toEqual([]);
  });
});

describe("clusters that cannot be what the file says", () => {
  test("one API server behind two contexts is MP0509", async () => {
    const file = SEED.replace("network: network2,", `network: network2, context: ${ALIAS},`);
    expect(await refusalOf(file)).toEqual(["MP0509 cluster2"]);
  });

  const UNREACHABLE = SEED.replace("network: network2,", `network: network2, context: ${NOWHERE},`);

  test("a cluster that does not answer is MP0501", async () => {
    expect(await refusalOf(UNREACHABLE)).toEqual(["MP0501 cluster2"]);
  });

  test("where that is allowed the plan has what can be known, and says it is incomplete", async () => {
    const { plan, diagnostics } = await world.tryPlan(UNREACHABLE, { allowUnreachable: true });
    expect(diagnostics.map(({ code }) => code)).toEqual(["MP0511"]);
    expect(plan?.complete).toBe(false);
    expect(plan?.actions.map(({ id }) => id)).toEqual([
      "cluster1/namespace",
      "cluster1/control-plane",
      "cluster1/gateway-address",
      "cluster1/gateway",
      "cluster1/expose-control-plane",
      "cluster1/expose-services",
    ]);
    expect(plan === undefined ? [] : changesOf(plan).length).toBeGreaterThan(40);
  });
});
