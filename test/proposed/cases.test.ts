import { afterEach, expect, test } from "vitest";
import { SEED } from "../mesh/build-mesh.ts";
import { startWorld, type World } from "../engine/world.ts";

/** Cases that no other test brings about in a cluster. The world itself follows what is proposed (in-its-case.ts). */
let world: World;
afterEach(() => world.close());

const NAMESPACE = "/api/v1/namespaces/istio-system";

async function helpOf(code: string, file?: string): Promise<readonly string[]> {
  const { diagnostics } = await world.tryPlan(file);
  return diagnostics.filter((one) => one.code === code).map(({ help }) => help);
}

async function mark(cluster: string, path: string, metadata: object): Promise<void> {
  const merge = { contentType: "application/merge-patch+json" };
  const answer = await world.api(cluster).request("PATCH", path, { metadata } as never, merge);
  expect(answer.status).toBe(200);
}

test("a network that gets another name: what is in the way is said once, with the command, and what is left to do after it", async () => {
  world = await startWorld();
  await world.converge();
  const file = SEED.replace("network: network2", "network: other");
  const { diagnostics } = await world.tryPlan(file);
  const found = diagnostics.filter(({ code }) => code === "MP0505" || code === "MP0527");
  expect(found.map(({ code, help }) => [code, help])).toEqual([
    [
      "MP0527",
      "restart the workloads of cluster2 after the apply: until then their proxies take network2 for their network",
    ],
    [
      "MP0505",
      "when what it serves can be interrupted: kubectl --context cluster2 -n istio-system delete deployment istio-eastwestgateway, then plan again",
    ],
  ]);
  const path = "/apis/apps/v1/namespaces/istio-system/deployments/istio-eastwestgateway";
  expect(await world.api("cluster2").request("DELETE", path)).toMatchObject({ status: 200 });
  await world.converge(file);
});

test("a network's label on a mesh with one network", async () => {
  const file = SEED.replace("network: network2", "network: network1");
  world = await startWorld({ file });
  await world.converge();
  await mark("cluster2", NAMESPACE, { labels: { "topology.istio.io/network": "old" } });
  expect(await helpOf("MP0527")).toEqual([
    "remove the label: kubectl --context cluster2 label namespace istio-system topology.istio.io/network-",
  ]);
});

test("kube-system that is labelled for injection, and a primary that another istiod may manage", async () => {
  world = await startWorld();
  await world.converge();
  await mark("cluster1", "/api/v1/namespaces/kube-system", {
    labels: { "istio-injection": "enabled" },
  });
  await mark("cluster1", NAMESPACE, {
    annotations: { "topology.istio.io/controlPlaneClusters": "other" },
  });
  expect(await helpOf("MP0581")).toEqual([
    "kubectl --context cluster1 label namespace kube-system istio-injection-",
  ]);
  expect((await helpOf("MP0583"))[0]).toContain(
    "kubectl --context cluster1 annotate namespace istio-system topology.istio.io/controlPlaneClusters-",
  );
});

test("an old Endpoints object, and a namespace that is being deleted", async () => {
  world = await startWorld();
  await world.converge();
  const endpoints = {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name: "istiod", namespace: "istio-system" },
    subsets: [{ addresses: [{ ip: "198.51.100.7" }], ports: [{ port: 15012 }] }],
  };
  await world.api("cluster2").request("POST", `${NAMESPACE}/endpoints`, endpoints);
  expect((await helpOf("MP0580"))[0]).toContain(
    "kubectl --context cluster2 delete endpoints --namespace istio-system istiod",
  );
  await world.api("cluster2").request("POST", `${NAMESPACE}/configmaps`, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "held", finalizers: ["example.com/held"] },
  });
  await world.api("cluster2").request("DELETE", NAMESPACE);
  expect((await helpOf("MP0513"))[0]).toContain(
    "kubectl --context cluster2 get namespace istio-system",
  );
});
