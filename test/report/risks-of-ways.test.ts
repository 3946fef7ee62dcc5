import { describe, expect, test } from "vitest";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import type { Action } from "../../src/planner/action.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { planView } from "../../src/report/plan-view.ts";
import type { PlanView } from "../../src/report/view.ts";
import { SEED_TEXT } from "../planner/seed.ts";
import { outlinePlan } from "./outline-plan.ts";
import { spoilt } from "./spoilt-plan.ts";

describe("webhooks of clusters that reach their istiod by a DNS name", () => {
  const NAMED = "gateway: { address: istiod.example.com }";
  const plan = outlinePlan(`apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
trust: { root: generated, key: root.pem }
clusters:
  hub: { ${NAMED} }
  config: { network: network1, controlPlane: hub }
  remote: { network: network2, primary: config }
`);
  const told = (one: Plan): readonly string[] =>
    planView(one, "0.1.0")
      .risks.filter(({ topic }) => topic === "webhooks")
      .map(({ subject }) => subject);

  test("lead to istiod by the name that the file gives it, which is no finding", () => {
    expect(JSON.stringify([...plan.bodies.values()])).toContain(
      "https://istiod.example.com:15017/inject/cluster/remote",
    );
    expect(told(plan)).toEqual([]);
  });

  test("lead there from remotes of a primary whose gateway has a name, too", () => {
    const ofGateway = outlinePlan(SEED_TEXT.replace("network1", `network1, ${NAMED}`));
    expect(JSON.stringify([...ofGateway.bodies.values()])).toContain(
      "https://istiod.example.com:15017/inject/cluster/cluster2",
    );
    expect(told(ofGateway)).toEqual([]);
  });

  test.each([
    "https://evil.example:15017/inject",
    "https://istiod.example.com.evil.example:15017/inject",
    "https://istiod.example.com:15017@evil.example/inject",
    "https://istiod.example.com:443/inject",
    "http://istiod.example.com:15017/inject",
    null,
  ])("that lead to %j are told", (url) => {
    const [place] = plan.actions.flatMap((action) =>
      action.changes
        .filter(({ object }) => object.kind === "MutatingWebhookConfiguration")
        .map((change) => ({ action, change })),
    );
    const old = plan.bodies.get(place?.change.body ?? "");
    if (place === undefined || old === undefined) throw new Error("the mesh has no injector");
    const webhooks = [{ name: "x", clientConfig: { url } }];
    const [found] = told(
      spoilt(plan, { ...place, verb: "create", body: { ...old, webhooks } }, ""),
    );
    expect(found).toContain(url ?? "a URL");
  });
});

describe("settings that istiod lays over what it makes of a Gateway", () => {
  const made = outlinePlan(`apiVersion: meshplan/v1
mesh: mesh1
mode: ambient
trust: { root: generated, key: root.pem }
istio: { version: 1.31.0 }
defaults: { gateway: { allowFrom: [10.0.0.0/8] } }
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2 }
`);
  /** Everything is there already but for what an update does to one object. */
  function withUpdate(
    kind: string,
    name: string,
    moves: string,
    change: (old: KubeObject) => KubeObject,
  ): PlanView {
    const live: Plan = {
      ...made,
      actions: made.actions.map((action): Action => ({
        ...action,
        changes: action.changes.map((change) => ({ ...change, verb: "none" })),
      })),
    };
    const [place] = live.actions.flatMap((action) =>
      action.changes
        .filter(({ object }) => object.kind === kind && object.name === name)
        .map((change) => ({ action, change })),
    );
    if (place === undefined) throw new Error(`the mesh has no ${kind} ${name}`);
    const old = live.bodies.get(place.change.body);
    if (old === undefined) throw new Error("internal: a change without a body");
    return planView(spoilt(live, { ...place, verb: "update", body: change(old) }, moves), "");
  }
  const withSettings = (data: JsonMap): PlanView =>
    withUpdate("ConfigMap", "istio-eastwestgateway-settings", "data", (old) => ({ ...old, data }));
  const found = ({ risks }: PlanView, topic: string): readonly string[] =>
    risks.filter((risk) => risk.topic === topic).map(({ text, subject }) => `${subject}: ${text}`);

  test.each([
    ["nothing", {}],
    ["an empty list", { service: '{"spec":{"loadBalancerSourceRanges":[]}}' }],
    ["everybody", { service: '{"spec":{"loadBalancerSourceRanges":["10.0.0.0/8","::/0"]}}' }],
    ...[
      ["0.0.0.0/1", "128.0.0.0/1"],
      ["8000::/1", "10.0.0.0/8", "::/1"],
      ["0.0.0.0/0 "],
      ["0.0.0.0/00"],
      ["::ffff:0:0/96"],
      ["10.0.0.0/8", "nothing"],
      ["10.0.0.0/8", null],
    ].map((loadBalancerSourceRanges): [string, JsonMap] => [
      `everybody by ${loadBalancerSourceRanges.join(" ")}`,
      { service: JSON.stringify({ spec: { loadBalancerSourceRanges } }) },
    ]),
    ["another field", { service: '{"metadata":{"annotations":{"loadBalancerSourceRanges":"x"}}}' }],
  ])("that say %s open a Gateway that stays as it is", (_, data) => {
    expect(found(withSettings(data), "exposure")[0]).toBe(
      "ConfigMap istio-eastwestgateway-settings, 15021 15008: open to any address (narrow it: gateway.allowFrom)",
    );
  });

  test.each([
    [
      "ports of nodes",
      { service: '{"spec":{"type":"NodePort","loadBalancerSourceRanges":["1.1.1.1/32"]}}' },
      "15021 15008: open on every node (narrow it at the nodes: no load balancer does)",
    ],
    [
      "addresses",
      { service: '{"spec":{"type":"ClusterIP","externalIPs":["1.1.1.1"]}}' },
      "1.1.1.1: takes traffic of addresses",
    ],
    [
      "what is no JSON",
      { service: "spec: { loadBalancerSourceRanges: [10.0.0.0/8] }" },
      "15021 15008: open to any address as far as can be told (its settings are no JSON)",
    ],
  ])("that say %s open it in a way that allowFrom does not narrow", (_, data, told) => {
    expect(found(withSettings(data), "exposure")[0]).toBe(
      `ConfigMap istio-eastwestgateway-settings, ${told}`,
    );
  });

  test.each([
    ["other ranges", { service: '{"spec":{"loadBalancerSourceRanges":["192.0.2.0/24"]}}' }],
    ["no load balancer", { service: '{"spec":{"type":"ClusterIP"}}' }],
  ])("that say %s open nothing", (_, data) => {
    expect(found(withSettings(data), "exposure").filter((one) => one.includes("open"))).toEqual([]);
  });

  test("do not narrow what an annotation of the Gateway makes a port of every node", () => {
    const type = "networking.istio.io/service-type";
    const view = withUpdate(
      "Gateway",
      "istio-eastwestgateway",
      `metadata.annotations["${type}"]`,
      (old) => ({
        ...old,
        metadata: { ...old.metadata, annotations: { [type]: "NodePort" } },
      }),
    );
    expect(found(view, "exposure")).toContain(
      "Gateway istio-eastwestgateway, 15021 15008: open on every node (narrow it at the nodes: no load balancer does)",
    );
    expect(view.summary.risk).toBe("exposure");
  });

  test("say as whom and what pods run, and so do annotations of the Gateway", () => {
    const pod = {
      serviceAccountName: "istiod",
      containers: [{ name: "x", command: ["sh", "-c"] }],
    };
    const spec = { template: { spec: pod } };
    expect(found(withSettings({ deployment: JSON.stringify({ spec }) }), "pods")).toEqual([
      "ConfigMap istio-eastwestgateway-settings, serviceAccountName istiod, command sh -c: run otherwise than istiod makes them",
    ]);
    const account = "gateway.istio.io/service-account";
    const view = withUpdate(
      "Gateway",
      "istio-eastwestgateway",
      `metadata.annotations["${account}"]`,
      (old) => ({ ...old, metadata: { ...old.metadata, annotations: { [account]: "istiod" } } }),
    );
    expect(found(view, "pods")).toEqual([
      `Gateway istio-eastwestgateway, ${account} istiod: run otherwise than istiod makes them`,
    ]);
  });

  test("are looked into for pods and images", () => {
    const container = {
      name: "x",
      image: "evil.example/x:1",
      securityContext: { privileged: true },
    };
    const pod = { hostNetwork: true, containers: [container] };
    const view = withSettings({
      deployment: JSON.stringify({ spec: { template: { spec: pod } } }),
    });
    expect(found(view, "pods")).toEqual([
      "ConfigMap istio-eastwestgateway-settings, hostNetwork, privileged: have rights over their node",
    ]);
    expect(found(view, "images")[0]).toContain("evil.example/x:1");
    expect(found(withSettings({ deployment: "spec: {}" }), "pods")).toEqual([
      "ConfigMap istio-eastwestgateway-settings, data.deployment: are set by what is no JSON and cannot be judged",
    ]);
  });
});

test("a load balancer that is no gateway's gets no advice that does not help it", () => {
  const patch =
    "{ target: { kind: Service, name: istiod }, patch: { spec: { type: LoadBalancer } } }";
  const mesh = SEED_TEXT.replace("network: network1", `network: network1, patches: [${patch}]`);
  const { risks } = planView(outlinePlan(mesh), "0.1.0");
  const [found] = risks.filter(({ subject }) => subject.startsWith("Service istiod,"));
  expect(found).toMatchObject({ topic: "exposure", text: "open to any address" });
});

describe("texts and values by which the mesh file chooses whom workloads trust", () => {
  const view = planView(
    outlinePlan(`apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
clusters:
  cluster1:
    network: network1
    values:
      global: { caAddress: "ca.example:443", caAddressing: x }
      sidecarInjectorWebhook: { templates: { x: "spec: {}" } }
    patches:
      - target: { kind: ConfigMap, name: istio }
        patch: { data: { mesh: "caCertificates: []", other: x } }
      - target: { kind: ConfigMap, name: istio-sidecar-injector }
        patch: { data: { config: "templates: {}" } }
`),
    "",
  );
  const found = (topic: string): readonly string[] =>
    view.risks
      .filter((risk) => risk.topic === topic)
      .map(({ risk, text, subject }) => `${risk} ${text} | ${subject}`);

  test("of patches are told by what istiod reads in them, which nobody checks", () => {
    expect(found("patched").toSorted()).toEqual([
      "access changes what istiod puts into every pod | ConfigMap istio-sidecar-injector: data.config (mesh.yaml:13)",
      "none  | ConfigMap istio: data.other (mesh.yaml:11)",
      "trust replaces the mesh's settings: whom workloads ask and trust | ConfigMap istio: data.mesh (mesh.yaml:11)",
    ]);
  });

  test("of values are told with the risk of each", () => {
    expect(found("values")).toEqual([
      "trust choose whom workloads ask and trust | global.caAddress (mesh.yaml:8)",
      "none  | global.caAddressing (mesh.yaml:8)",
      "access change what istiod puts into every pod | sidecarInjectorWebhook.templates.x (mesh.yaml:9)",
    ]);
  });
});
