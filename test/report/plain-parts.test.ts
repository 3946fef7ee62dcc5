import { describe, expect, test } from "vitest";
import type { Json, JsonMap, KubeObject } from "../../src/kube/object.ts";
import type { ManifestRequest } from "../../src/planner/render-requests.ts";
import { listOf, mapOf } from "../../src/report/json-parts.ts";
import { planView } from "../../src/report/plan-view.ts";
import type { RiskView } from "../../src/report/view.ts";
import { SEED_TEXT } from "../planner/seed.ts";
import { renderedPlan } from "./outline-plan.ts";
import { RECORDED, recorded, type RecordedMesh } from "./recorded.ts";
import { at } from "../../src/kube/at.ts";

const BY_NOBODY = "differs from a plain Istio 1.31, by no value and no patch of the file";
const BY_FILE = "differs from a plain Istio 1.31, by values of the file";
const BY_VALUES = "differs from a plain Istio 1.31, by values of the file or by the renderer";

type Change = (object: KubeObject) => KubeObject;
type Render = (request: ManifestRequest) => readonly KubeObject[];

const PLAIN = recorded("primary-remote");

/** A renderer that changes one object of a plain Istio and keeps its name. */
const tampered =
  (name: string, change: Change): Render =>
  (request) =>
    PLAIN(request).map((object) =>
      `${object.kind} ${object.metadata.name}` === name ? change(object) : object,
    );

function foundIn(text: string, render: Render): readonly RiskView[] {
  const { risks } = planView(renderedPlan(text, render), "0.1.0");
  return risks.filter(({ text: said }) => said.startsWith("differs from"));
}

function withAt(object: Json | undefined, path: readonly string[], value: Json): JsonMap {
  const [key = "", ...rest] = path;
  const map = mapOf(object);
  return { ...map, [key]: rest.length === 0 ? value : withAt(map[key], rest, value) };
}
const set =
  (path: string, value: Json): Change =>
  (object) =>
    withAt(object, path.split("/"), value) as KubeObject;

const object = (apiVersion: string, kind: string, name: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: "istio-system" },
});

const POD = "spec/template/spec";
const PRINTED = "spec.template.spec";
const inPod = (field: string, value: Json): Change => set(`${POD}/${field}`, value);

/** Another field of the first container. */
const inContainer =
  (field: string, value: Json | undefined): Change =>
  (object) => {
    const [first, ...others] = listOf(at(object, ...POD.split("/"), "containers"));
    return inPod("containers", [{ ...mapOf(first), [field]: value }, ...others])(object);
  };

/** One more variable of the first container. */
const inVariables =
  (variable: JsonMap): Change =>
  (object) => {
    const [first] = listOf(at(object, ...POD.split("/"), "containers"));
    return inContainer("env", [...listOf(mapOf(first)["env"]), variable])(object);
  };

/** One more item of a list of the pod. */
const inList =
  (list: string, item: Json): Change =>
  (object) =>
    inPod(list, [...listOf(at(object, ...POD.split("/"), list)), item])(object);

const withoutSelectors: Change = (object) => ({
  ...object,
  webhooks: listOf(object["webhooks"]).map((webhook) => {
    const { namespaceSelector: _, objectSelector: __, ...rest } = mapOf(webhook);
    return rest;
  }),
});
const ofSecrets: Change = (object) => ({
  ...object,
  webhooks: listOf(object["webhooks"]).map((webhook) => ({
    ...mapOf(webhook),
    rules: [
      { apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["secrets", "*"] },
    ],
  })),
});

const EVIL = { name: "evil", image: "docker.io/istio/pilot:1.31.0" };
const CONTAINER = `${PRINTED}.containers[name="discovery"]`;

describe("an object of a plain Istio", () => {
  test.each(Object.keys(RECORDED) as RecordedMesh[])("is plain in a real render: %s", (name) => {
    expect(foundIn(RECORDED[name], recorded(name))).toEqual([]);
  });

  test.each<[name: string, told: string, change: Change]>([
    ["Deployment istiod", `${CONTAINER}.command ["sh"]`, inContainer("command", ["sh"])],
    ["Deployment istiod", `${CONTAINER}.args ["x"]`, inContainer("args", ["x"])],
    [
      "Deployment istiod",
      `${CONTAINER}.env[name="CA_ADDR"].value "ca.example"`,
      inContainer("env", [{ name: "CA_ADDR", value: "ca.example" }]),
    ],
    [
      "Deployment istiod",
      `${PRINTED}.initContainers[name="evil"].command ["sh"]`,
      inList("initContainers", { ...EVIL, command: ["sh"] }),
    ],
    [
      "Deployment istiod",
      `${PRINTED}.containers[name="evil"].image "pilot:1.31.0"`,
      inList("containers", EVIL),
    ],
    [
      "Deployment istiod",
      `${PRINTED}.volumes[name="v"].nfs.server "nfs.example"`,
      inList("volumes", { name: "v", nfs: { server: "nfs.example", path: "/" } }),
    ],
    ["Deployment istiod", `${PRINTED}.hostAliases`, inPod("hostAliases", [{ ip: "6.6.6.6" }])],
    ["Deployment istiod", `${PRINTED}.dnsConfig`, inPod("dnsConfig", { nameservers: ["6.6.6.6"] })],
    ["Deployment istiod", `${PRINTED}.runtimeClassName "x"`, inPod("runtimeClassName", "x")],
    [
      "Deployment istio-eastwestgateway",
      `${PRINTED}.serviceAccountName "x"`,
      inPod("serviceAccountName", "x"),
    ],
    [
      "Deployment istio-eastwestgateway",
      'spec.template.metadata.annotations["proxy.istio.io/config"] "discoveryAddress: x"',
      set("spec/template/metadata/annotations", { "proxy.istio.io/config": "discoveryAddress: x" }),
    ],
    [
      "MutatingWebhookConfiguration istio-sidecar-injector",
      "objectSelector is not there",
      withoutSelectors,
    ],
    ["MutatingWebhookConfiguration istio-sidecar-injector", '"secrets"', ofSecrets],
    ["Service istiod", 'spec.selector {"app":"x"}', set("spec/selector", { app: "x" })],
    ["Service istio-eastwestgateway", "spec.selector is not there", set("spec/selector", null)],
    [
      "Service istio-eastwestgateway",
      'metadata.annotations.external-dns "x"',
      set("metadata/annotations", { "external-dns": "x" }),
    ],
    [
      "ServiceAccount istiod",
      'metadata.annotations["eks.amazonaws.com/role-arn"] "x"',
      (object) => ({
        ...object,
        metadata: { ...object.metadata, annotations: { "eks.amazonaws.com/role-arn": "x" } },
      }),
    ],
  ])("%s that a renderer changes is told with its field: %s", (name, told, change) => {
    const found = foundIn(SEED_TEXT, tampered(name, change));
    expect(found.map(({ text }) => text)).toEqual([BY_NOBODY]);
    expect(found[0]?.subject).toContain(told);
    expect(found[0]).toMatchObject({ topic: "objects", risk: "access" });
    expect(found[0]?.subject).toContain(name);
  });

  const withValues = (values: string): string =>
    SEED_TEXT.replace(
      "cluster1: { network: network1 }",
      `cluster1: { network: network1, values: ${values} }`,
    );
  const istiod = (change: Change) => tampered("Deployment istiod", change);
  const withVariable = (value: Json): Change => inVariables({ name: "A", value });

  test.each([
    ["the value of the file", BY_FILE, "b", "{ pilot: { env: { A: b } } }"],
    ["a number of the file as text", BY_FILE, "5", "{ pilot: { env: { A: 5 } } }"],
    ["another value than the file's", BY_VALUES, "c", "{ pilot: { env: { A: b } } }"],
  ])("that has %s is told as that", (_, text, value, values) => {
    expect(foundIn(withValues(values), istiod(withVariable(value)))).toEqual([
      expect.objectContaining({
        text,
        subject: `Deployment istiod, ${CONTAINER}.env[name="A"].value "${value}"`,
      }),
    ]);
  });

  test("is not told for a size that the file writes, and is for another one", () => {
    const values = withValues("{ pilot: { resources: { requests: { cpu: 9 } } } }");
    const sized = (cpu: Json) =>
      istiod(inContainer("resources", { requests: { cpu, memory: "2048Mi" } }));
    expect(foundIn(values, sized(9))).toEqual([]);
    expect(foundIn(values, sized(8))).toEqual([
      expect.objectContaining({ text: BY_VALUES, risk: "restart" }),
    ]);
  });

  test.each([
    ["Deployment istiod", `${CONTAINER}.readinessProbe`, inContainer("readinessProbe", undefined)],
    ["Service istiod", "spec.ports []", set("spec/ports", [])],
    [
      "ValidatingWebhookConfiguration istio-validator-istio-system",
      "webhooks",
      set("webhooks", []),
    ],
  ])("%s of which a renderer leaves something out is told with it: %s", (name, told, change) => {
    const found = foundIn(SEED_TEXT, tampered(name, change));
    expect(found.map(({ text }) => text)).toEqual([BY_NOBODY]);
    expect(found[0]?.subject).toContain(told);
  });

  test("that a renderer leaves out as a whole is told with its cluster", () => {
    const render: Render = (request) =>
      PLAIN(request).filter(({ kind }) => kind !== "ValidatingWebhookConfiguration");
    const { risks, summary } = planView(renderedPlan(SEED_TEXT, render), "0.1.0");
    expect(risks.filter(({ topic }) => topic === "objects")).toEqual([
      {
        topic: "objects",
        risk: "access",
        text: "a plain Istio 1.31 has it in such a cluster; left out by no value of the file",
        subject: "ValidatingWebhookConfiguration istio-validator-istio-system",
        clusters: ["cluster1"],
      },
    ]);
    expect(summary.risk).not.toBe("none");
  });

  test("that a patch of the file changes is told as patched alone", () => {
    const patch =
      "{ target: { kind: Service, name: istiod }, patch: { spec: { selector: { app: x } } } }";
    const mesh = SEED_TEXT.replace("network: network1", `network: network1, patches: [${patch}]`);
    expect(foundIn(mesh, PLAIN)).toEqual([]);
  });

  test("keeps the annotations that the file gives every object, and those of its gateway", () => {
    const mesh = `${SEED_TEXT.replace(
      "network: network1",
      "network: network1, gateway: { annotations: { a.example/b: c } }",
    )}metadata: { annotations: { team: mesh } }\n`;
    expect(foundIn(mesh, PLAIN)).toEqual([]);
  });

  test.each([
    ["a.example/b", "evil"],
    ["evil.example/b", "c"],
  ])("is told with an annotation that the file does not give its gateway: %s: %s", (key, value) => {
    const mesh = SEED_TEXT.replace(
      "network: network1",
      "network: network1, gateway: { annotations: { a.example/b: c } }",
    );
    const change: Change = (object) => ({
      ...object,
      metadata: { ...object.metadata, annotations: { [key]: value } },
    });
    // meshplan itself writes what the file gives, over what a renderer has at that key.
    const found = foundIn(
      mesh,
      tampered("ServiceAccount istio-eastwestgateway-service-account", change),
    );
    expect(found.map(({ subject }) => subject)).toEqual([
      expect.stringContaining(`metadata.annotations["${key}"] "${value}"`),
    ]);
  });

  test.each<[string, KubeObject]>([
    ["a Secret cacerts", object("v1", "Secret", "cacerts")],
    ["a remote secret", object("v1", "Secret", "istio-remote-secret-cluster2")],
    ["a way to istiod", object("networking.istio.io/v1", "VirtualService", "istiod-vs")],
    [
      "the namespace",
      { ...object("v1", "Namespace", "istio-system"), metadata: { name: "istio-system" } },
    ],
  ])("is not what a renderer adds with the name of one of meshplan's own: %s", (_, added) => {
    const render: Render = (request) => [
      ...PLAIN(request),
      ...(request.for === "cluster1/control-plane" ? [added] : []),
    ];
    const { risks } = planView(renderedPlan(SEED_TEXT, render), "0.1.0");
    const told = risks.filter(({ text }) => text === "not in a plain Istio 1.31");
    expect(told.map(({ risk }) => risk)).toEqual(["access"]);
    expect(told[0]?.subject).toContain(added.metadata.name);
  });

  test("is told where a plain Istio has it in other clusters alone: an istiod in a remote", () => {
    const render: Render = (request) => [
      ...PLAIN(request),
      ...(request.for === "cluster2/control-plane"
        ? PLAIN({ ...request, for: "cluster1/control-plane" as typeof request.for }).filter(
            ({ kind }) => kind === "Deployment",
          )
        : []),
    ];
    const { risks } = planView(renderedPlan(SEED_TEXT, render), "0.1.0");
    expect(risks).toContainEqual({
      topic: "objects",
      risk: "access",
      text: "a plain Istio 1.31 does not have it in such a cluster; added by no value of the file",
      subject: "Deployment istio-system/istiod",
      clusters: ["cluster2"],
    });
  });

  test("is no size for a key of somebody's that has the name of one", () => {
    const labels = { "a.resources.b": "x" };
    const found = foundIn(SEED_TEXT, istiod(set("spec/template/metadata/labels", labels)));
    expect(
      found.some(({ risk, subject }) => risk === "access" && subject.includes("a.resources.b")),
    ).toBe(true);
  });

  test("of one revision names no other", () => {
    const file = RECORDED.revised.replace("1.31.0 } }", "1.31.0 }, r2: { version: 1.31.0 } }");
    const first = recorded("revised");
    const ofSecond = (one: KubeObject): KubeObject =>
      JSON.parse(JSON.stringify(one).replaceAll(/\br1\b/g, "r2")) as KubeObject;
    const plain: Render = (request) =>
      request.for.endsWith("@r2")
        ? first({ ...request, for: request.for.replace("@r2", "@r1") as typeof request.for })
            .filter(({ metadata }) => !metadata.name.includes("tag"))
            .map(ofSecond)
        : first(request);
    const swapped: Render = (request) =>
      plain(request).map((one) =>
        one.metadata.name === "istio-revision-tag-stable"
          ? (JSON.parse(JSON.stringify(one).replaceAll("istiod-r1", "istiod-r2")) as KubeObject)
          : one,
      );
    const told = (render: Render): readonly string[] =>
      foundIn(file, render)
        .filter(({ subject }) => subject.includes("istio-revision-tag-stable"))
        .map(({ subject }) => subject);
    expect(told(plain)).toEqual([]);
    expect(told(swapped).join()).toContain("istiod-r2");
  });

  test("is not compared where no plain Istio of the minor is known", () => {
    const old = SEED_TEXT.replace("1.31.0", "1.30.4");
    const render = tampered("Service istiod", set("spec/selector", { app: "x" }));
    expect(foundIn(old, render)).toEqual([]);
  });
});
