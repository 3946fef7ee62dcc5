import { describe, expect, test } from "vitest";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import { differencesOf, differenceText } from "../cluster/parity/differences.ts";
import { REASONS } from "../cluster/parity/reasons.ts";

const object = (kind: string, rest: JsonMap, metadata: JsonMap = {}): KubeObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "x", ...metadata },
  ...rest,
});

function found(guide: KubeObject, meshplan: KubeObject): readonly string[] {
  return differencesOf("cluster1", [guide], [meshplan]).map(differenceText);
}

const pods = (...containers: readonly JsonMap[]): KubeObject =>
  object("Deployment", { spec: { template: { spec: { containers } } } });

describe("the comparison of two clusters", () => {
  test("names an object that only one has", () => {
    const service = object("Service", {});
    expect(differencesOf("cluster1", [service], []).map(differenceText)).toEqual([
      'cluster1 Service x: : "there" -> nothing',
    ]);
  });

  test("finds a field in a list by the name of its item, wherever the item stands", () => {
    const [proxy, other] = [{ name: "istio-proxy", image: "a" }, { name: "other" }];
    expect(found(pods(proxy, other), pods(other, { ...proxy, image: "b" }))).toEqual([
      'cluster1 Deployment x: spec.template.spec.containers[istio-proxy].image: "a" -> "b"',
    ]);
  });

  test("finds another order of the same list, and an empty map against nothing", () => {
    const [one, other] = [{ name: "a" }, { name: "b" }];
    expect(found(pods(one, other), pods(other, one))).toHaveLength(1);
    const affinity = (value: JsonMap): KubeObject =>
      object("Deployment", { spec: { a: 1, ...value } });
    expect(found(affinity({ affinity: {} }), affinity({}))).toEqual([
      "cluster1 Deployment x: spec.affinity: {} -> nothing",
    ]);
  });

  test("looks into JSON and YAML of a ConfigMap", () => {
    const values = (text: string): KubeObject => object("ConfigMap", { data: { values: text } });
    expect(found(values('{"global":{"hub":"a"}}'), values("global: { hub: b }"))).toEqual([
      'cluster1 ConfigMap x: data.values.global.hub: "a" -> "b"',
    ]);
  });

  test("passes over what the API server and controllers write", () => {
    const live = (some: string): KubeObject =>
      object(
        "Service",
        {
          status: { some },
          spec: { clusterIP: some, clusterIPs: [some], ports: [{ port: 1, nodePort: some }] },
        },
        { uid: some, resourceVersion: some, managedFields: [some] },
      );
    expect(found(live("1"), live("2"))).toEqual([]);
  });

  test("compares certificates and secrets only as there or not there, and shows none", () => {
    const secret = (token: string): KubeObject => object("Secret", { data: { token } });
    expect(found(secret("czE="), secret("czI="))).toEqual([]);
    expect(found(secret("czE="), object("Secret", { data: {} })).join()).not.toContain("czE=");
    const webhook = (caBundle: string): KubeObject =>
      object("MutatingWebhookConfiguration", { webhooks: [{ clientConfig: { caBundle } }] });
    expect(found(webhook("a"), webhook("b"))).toEqual([]);
    expect(found(webhook("a"), webhook(""))).toHaveLength(1);
  });
});

describe("the reasons", () => {
  test.each([
    ["another image", pods({ name: "discovery", image: "a" }), pods({ name: "discovery" })],
    ["a missing object", object("Service", {}), undefined],
    ["an object too many", undefined, object("Service", {})],
    ["a label of ours that istioctl has too", labelled("a"), labelled("b")],
    ["a revision label that a chart writes", revision("Service"), object("Service", {})],
    ["another revision", revision("Role", "canary"), object("Role", {})],
  ])("cover neither %s", (_, guide, meshplan) => {
    const differences = differencesOf("cluster1", [guide ?? []].flat(), [meshplan ?? []].flat());
    expect(differences).toHaveLength(1);
    const covered = differences.filter((each) => REASONS.some((reason) => reason.covers(each)));
    expect(covered).toEqual([]);
  });
});

function labelled(part: string): KubeObject {
  return object("Service", {}, { labels: { "applyset.kubernetes.io/part-of": part } });
}

function revision(kind: string, name = "default"): KubeObject {
  return object(kind, {}, { labels: { "istio.io/rev": name } });
}
