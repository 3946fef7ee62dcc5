import { wholeBody } from "../../src/planner/desired-object.ts";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import { describe, expect, test } from "vitest";
import { deferredIn } from "../../src/planner/deferred.ts";
import { partOf } from "../../src/planner/marks.ts";
import { PART_OF_LABEL } from "../../src/planner/names.ts";
import { Sensitive } from "../../src/util/sensitive.ts";
import { actionText, desiredOf, emptyCluster, SEED_TEXT } from "./seed.ts";

const BOTH = [emptyCluster("cluster1"), emptyCluster("cluster2")];
const service = (ingress: JsonMap): KubeObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "istio-eastwestgateway", namespace: "istio-system" },
  spec: { type: "LoadBalancer" },
  status: { loadBalancer: { ingress: [ingress] } },
});

describe("the desired state of the seed", () => {
  test("is the graph of the guide, each action after what it needs, with reasons", async () => {
    const lines = desiredOf(SEED_TEXT, BOTH).map(actionText);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("goldens/seed-desired.txt");
  });

  test("marks every object as part of the mesh and drops istioctl's claims", () => {
    for (const { body } of desiredOf(SEED_TEXT, BOTH).flatMap((action) => action.objects)) {
      expect(body.metadata.labels?.[PART_OF_LABEL]).toBe(
        partOf({ name: "mesh1", istio: { namespace: "istio-system" } }),
      );
      expect(JSON.stringify(body)).not.toContain("operator.istio.io/");
      expect(JSON.stringify(body)).not.toContain("null");
    }
  });

  test("leaves holes where the gateway's address is unknown, also inside strings", () => {
    const profile = desiredOf(SEED_TEXT, BOTH).find(
      (action) => action.id === "cluster2/control-plane",
    );
    const holes = profile?.objects
      .filter(({ body }) => deferredIn(body).length > 0)
      .map(({ body }) => body.kind);
    expect(holes).toEqual(["EndpointSlice", "ConfigMap"]);
    expect(
      profile?.objects.every(
        (object) => (wholeBody(object) === undefined) === deferredIn(object.body).length > 0,
      ),
    ).toBe(true);
  });

  test("fills an address that is live, and one that the file gives", () => {
    const live = [
      { ...emptyCluster("cluster1"), gatewayService: service({ ip: "203.0.113.7" }) },
      emptyCluster("cluster2"),
    ];
    const written = SEED_TEXT.replace(
      "network: network1 ",
      "network: network1, gateway: { address: 203.0.113.7 } ",
    );
    for (const actions of [desiredOf(SEED_TEXT, live), desiredOf(written, BOTH)]) {
      const profile = actions.find((action) => action.id === "cluster2/control-plane");
      expect(profile?.objects.flatMap(({ body }) => deferredIn(body))).toEqual([]);
      expect(JSON.stringify(profile?.objects)).toContain("203.0.113.7");
      expect(JSON.stringify(profile?.objects)).not.toContain("192.0.2.1");
    }
  });

  test("does not trust a live address that a changed annotation may move", () => {
    const live = [
      { ...emptyCluster("cluster1"), gatewayService: service({ ip: "203.0.113.7" }) },
      emptyCluster("cluster2"),
    ];
    const text = SEED_TEXT.replace(
      "network: network1 ",
      "network: network1, gateway: { annotations: { lb/class: internal } } ",
    );
    const profile = desiredOf(text, live).find((action) => action.id === "cluster2/control-plane");
    expect(profile?.objects.flatMap(({ body }) => deferredIn(body))).not.toEqual([]);
  });

  test("keeps the token out of the body even where it is known", () => {
    const secret = "c2VjcmV0LXRva2Vu";
    const facts = [
      emptyCluster("cluster1"),
      { ...emptyCluster("cluster2"), readerToken: { token: new Sensitive(secret), ca: "Q0E=" } },
    ];
    const [object] =
      desiredOf(SEED_TEXT, facts).find((action) => action.id === "cluster1/remote-secret:cluster2")
        ?.objects ?? [];
    expect(JSON.stringify(object?.body)).toContain("$deferred");
    const kubeconfig = Buffer.from(
      String((object && (wholeBody(object)?.["data"] as Record<string, string>))?.["cluster2"]),
      "base64",
    ).toString();
    expect(kubeconfig).toContain("token: secret-token");
    expect(JSON.stringify(object?.body)).not.toContain(Buffer.from(kubeconfig).toString("base64"));
  });

  test("guesses nothing about an unreachable cluster or what depends on it", () => {
    const ids = desiredOf(SEED_TEXT, [emptyCluster("cluster2")]).map((action) => action.id);
    expect(ids).toEqual(["cluster2/namespace", "cluster2/gateway-address"]);
  });
});

describe("the desired state of other topologies", () => {
  const shape = (text: string, ...clusters: string[]) =>
    desiredOf(text, clusters.map(emptyCluster)).map(
      (action) => `${action.id}: ${action.objects.map(({ body }) => body.kind).join(" ") || "-"}`,
    );
  const head = "apiVersion: meshplan/v1\nmesh: m\nistio: { version: 1.31.0 }\nclusters:\n";

  test("on one network only the control plane goes through a gateway, and nothing carries a network label", () => {
    const text = `${head}  a: { network: n }\n  b: { network: n, primary: a }\n`;
    expect(shape(text, "a", "b")).toEqual([
      "a/namespace: Namespace",
      "a/control-plane: Deployment CustomResourceDefinition",
      "a/gateway-address: Service",
      "a/gateway: Deployment",
      "a/expose-control-plane: Gateway VirtualService",
      "b/namespace: Namespace",
      "b/control-plane: CustomResourceDefinition EndpointSlice ConfigMap",
      "b/reader-token: Secret",
      "a/remote-secret:b: Secret",
      "b/attached: -",
    ]);
    const namespaces = desiredOf(text, ["a", "b"].map(emptyCluster)).flatMap((action) =>
      action.objects.filter(({ body }) => body.kind === "Namespace"),
    );
    expect(JSON.stringify(namespaces)).not.toContain("topology.istio.io/network");
  });

  test("where two of three clusters share a network, every cluster still has a gateway", () => {
    const text = `${head}  a: { network: n }\n  b: { network: n, primary: a }\n  c: { network: o, primary: a }\n`;
    const gateways = shape(text, "a", "b", "c").filter((line) => line.includes("/gateway:"));
    expect(gateways).toEqual([
      "a/gateway: Deployment",
      "b/gateway: Deployment",
      "c/gateway: Deployment",
    ]);
  });
});
