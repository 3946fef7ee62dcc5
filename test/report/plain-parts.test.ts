import { describe, expect, test } from "vitest";
import type { Json, JsonMap, KubeObject } from "../../src/kube/object.ts";
import type { ManifestRequest } from "../../src/planner/render-requests.ts";
import { outlineObjects } from "../../src/embedded/istio/outline/outline.ts";
import { listOf, mapOf } from "../../src/report/json-parts.ts";
import { planView } from "../../src/report/plan-view.ts";
import type { RiskView } from "../../src/report/view.ts";
import { SEED_TEXT } from "../planner/seed.ts";
import { renderedPlan } from "./outline-plan.ts";
import { MESHES } from "./plain-meshes.ts";
import { at } from "../../src/kube/at.ts";

const BY_NOBODY = "differs from a plain Istio 1.31, by no value and no patch of the file";
const BY_VALUES = "differs from a plain Istio 1.31, by values of the file or by the renderer";

type Change = (object: KubeObject) => KubeObject;
type Render = (request: ManifestRequest) => readonly KubeObject[];

/** A renderer that changes one object of a plain Istio and keeps its name. */
const tampered =
  (name: string, change: Change): Render =>
  (request) =>
    outlineObjects(request).map((object) =>
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

const POD = "spec/template/spec";
const PRINTED = "spec.template.spec";
const inPod = (field: string, value: Json): Change => set(`${POD}/${field}`, value);

/** Another field of the first container. */
const inContainer =
  (field: string, value: Json): Change =>
  (object) => {
    const [first, ...others] = listOf(at(object, ...POD.split("/"), "containers"));
    return inPod("containers", [{ ...mapOf(first), [field]: value }, ...others])(object);
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
  test.each([...MESHES.entries()])("is plain in what the outline makes of mesh %i", (_, text) => {
    const mesh = `apiVersion: meshplan/v1\nmesh: mesh1\n${text}`;
    expect(foundIn(mesh, outlineObjects)).toEqual([]);
  });

  test.each<[name: string, told: string, change: Change]>([
    ["Deployment istiod", `${CONTAINER}.command ["sh"]`, inContainer("command", ["sh"])],
    ["Deployment istiod", `${CONTAINER}.args ["x"]`, inContainer("args", ["x"])],
    [
      "Deployment istiod",
      `${CONTAINER}.env[name="CA_ADDR"] {"name":"CA_ADDR","value":"ca.example"}`,
      inContainer("env", [{ name: "CA_ADDR", value: "ca.example" }]),
    ],
    [
      "Deployment istiod",
      `${PRINTED}.initContainers[name="evil"].command ["sh"]`,
      inList("initContainers", { ...EVIL, command: ["sh"] }),
    ],
    [
      "Deployment istiod",
      `${PRINTED}.containers[name="evil"].securityContext is not there`,
      inList("containers", EVIL),
    ],
    [
      "Deployment istiod",
      `${PRINTED}.volumes[name="v"] {"name":"v","nfs":{"path":"/","server":"nfs.example"}}`,
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

  test("that a value of the file may have changed is told as that", () => {
    const mesh = SEED_TEXT.replace(
      "cluster1: { network: network1 }",
      "cluster1: { network: network1, values: { pilot: { env: { A: b } } } }",
    );
    const env = `${CONTAINER}.env[name="A"] {"name":"A","value":"b"}`;
    expect(foundIn(mesh, outlineObjects)).toEqual([
      expect.objectContaining({ text: BY_VALUES, subject: `Deployment istiod, ${env}` }),
    ]);
  });

  test("that a patch of the file changes is told as patched alone", () => {
    const patch =
      "{ target: { kind: Service, name: istiod }, patch: { spec: { selector: { app: x } } } }";
    const mesh = SEED_TEXT.replace("network: network1", `network: network1, patches: [${patch}]`);
    expect(foundIn(mesh, outlineObjects)).toEqual([]);
  });

  test("keeps the annotations that the file gives every object, and those of its gateway", () => {
    const mesh = `${SEED_TEXT.replace(
      "network: network1",
      "network: network1, gateway: { annotations: { a.example/b: c } }",
    )}metadata: { annotations: { team: mesh } }\n`;
    expect(foundIn(mesh, outlineObjects)).toEqual([]);
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

  test("is not compared where no plain Istio of the minor is known", () => {
    const old = SEED_TEXT.replace("1.31.0", "1.30.4");
    const render = tampered("Service istiod", set("spec/selector", { app: "x" }));
    expect(foundIn(old, render)).toEqual([]);
  });
});
