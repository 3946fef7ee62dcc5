import { afterEach, describe, expect, test } from "vitest";
import { SEED } from "../mesh/build-mesh.ts";
import { at } from "../embedded/kube/client.ts";
import { changesOf, startWorld, type World } from "./world.ts";

const SERVICE = "/api/v1/namespaces/istio-system/services/istio-eastwestgateway";

let world: World;
afterEach(() => world.close());

const withPatches = (patches: string): string =>
  SEED.replace("network: network1", `network: network1, patches: [${patches}]`);

describe("patches", () => {
  test("change rendered objects, and the second plan is empty", async () => {
    const file = withPatches(
      "{ target: { kind: Deployment, name: istiod }, patch: { spec: { template: { spec: { priorityClassName: system-cluster-critical, containers: [{ name: discovery, env: [{ name: PILOT_ENABLE_STATUS, value: 'true' }] }] } } } } }",
    );
    world = await startWorld({ file });
    await world.converge();
    expect(changesOf(await world.plan())).toEqual([]);
    const path = "/apis/apps/v1/namespaces/istio-system/deployments/istiod";
    const { body } = await world.api("cluster1").request("GET", path);
    const pod = at(body, "spec", "template", "spec");
    expect(at(pod, "priorityClassName")).toBe("system-cluster-critical");
    expect(JSON.stringify(at(pod, "containers", 0, "env"))).toContain("PILOT_ENABLE_STATUS");
    expect(JSON.stringify(at(pod, "containers", 0, "env"))).toContain("CLUSTER_ID");
  });

  test("of a later file are planned as what they change, and an address that may move is unknown", async () => {
    world = await startWorld();
    await world.converge();
    const file = withPatches(
      "{ target: { kind: Service, name: istio-eastwestgateway }, patch: { spec: { externalTrafficPolicy: Local } } }",
    );
    const plan = await world.plan(file);
    const changed = changesOf(plan).filter((line) => !line.startsWith(" "));
    expect(changed).toEqual([
      "update cluster1/gateway-address Service istio-system/istio-eastwestgateway",
      "update cluster2/control-plane ConfigMap istio-system/values",
      "update cluster2/control-plane EndpointSlice istio-system/istiod",
    ]);
    await world.apply(plan);
    expect(changesOf(await world.plan(file))).toEqual([]);
    const { body } = await world.api("cluster1").request("GET", SERVICE);
    expect(at(body, "spec", "externalTrafficPolicy")).toBe("Local");
  });

  test("that find nothing are an error, with the names there are", async () => {
    world = await startWorld();
    const { diagnostics } = await world.tryPlan(
      withPatches(
        "{ target: { kind: Deployment, name: istoid }, patch: { spec: { replicas: 2 } } }",
      ),
    );
    expect(diagnostics.map(({ code, help }) => [code, help])).toEqual([
      ["MP0570", "the objects of that kind are istio-eastwestgateway, istiod"],
    ]);
  });

  test.each([
    [
      "the name of its cluster from istiod",
      "{ kind: Deployment, name: istiod }",
      "{ spec: { template: { spec: { containers: [{ name: discovery, env: [{ name: CLUSTER_ID, value: x }] }] } } } }",
      ["MP0485", "remove it from the patch"],
    ],
    [
      "its injector from a cluster",
      "{ kind: MutatingWebhookConfiguration }",
      "{ webhooks: [{ name: namespace.sidecar-injector.istio.io, clientConfig: { service: { path: /inject/cluster/c9 } } }] }",
      [
        "MP0571",
        'remove webhooks[name="namespace.sidecar-injector.istio.io"].clientConfig.service.path from the patch: it follows from the clusters of this file',
      ],
    ],
  ])("that take %s are an error", async (_what, target, change, told) => {
    world = await startWorld();
    const { diagnostics } = await world.tryPlan(
      withPatches(`{ target: ${target}, patch: ${change} }`),
    );
    expect(diagnostics.map(({ code, help }) => [code, help])).toEqual([told]);
  });

  test("that the API server refuses are named with their place", async () => {
    world = await startWorld();
    await world.converge();
    const file = withPatches(
      "{ target: { kind: Deployment, name: istiod }, patch: { spec: { replicaz: 2 } } }",
    );
    const { diagnostics } = await world.tryPlan(file);
    expect(
      diagnostics.map(({ code, help, at }) => [code, help, file.indexOf("{ target") === at?.start]),
    ).toEqual([["MP0504", "correct the patch of Deployment istio-system/istiod", true]]);
  });
});
