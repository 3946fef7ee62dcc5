import { describe, expect, test } from "vitest";
import type { ObjectRef } from "../../../src/kube/object.ts";
import { topologyOf } from "../../../src/mesh/topology.ts";
import { othersDeliveredIt } from "../../../src/planner/checks/others-delivered-it.ts";
import type { Installed, InstalledIstiod } from "../../../src/planner/installed.ts";
import { meshOf, meshOfText } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, factsOf } from "./verbs.ts";

const EXTERNAL = "delivery: { control-plane: external }";
const ref = (kind: string, name: string): ObjectRef => ({
  apiVersion: "v1",
  kind,
  namespace: "istio-system",
  name,
});

const istiod = (revision: string, more: Partial<InstalledIstiod> = {}): InstalledIstiod => ({
  object: ref("Deployment", revision === "" ? "istiod" : `istiod-${revision}`),
  by: "Helm release istiod",
  revision,
  version: "1.31.2",
  clusterId: "a",
  network: "n",
  meshId: "mesh1",
  trustDomain: "cluster.local",
  externalIstiod: true,
  ...more,
});
const READER = {
  object: ref("ServiceAccount", "istio-reader-service-account"),
  exists: true,
  rules: [{ groups: ["*"], resources: ["*"], verbs: ["*"] }],
};
const installed = (...istiods: readonly InstalledIstiod[]): { readonly installed: Installed } => ({
  installed: { "control-plane": { istiods, injectors: [], pointers: [], reader: READER } },
});

const ALONE = meshOf(`a: { network: n, ${EXTERNAL} }`);
const revisions = (text: string) =>
  meshOfText(
    `apiVersion: meshplan/v1\nmesh: mesh1\nistio: { ${text} }\nclusters: { a: { network: n, ${EXTERNAL} } }\n`,
  );
const TWO = revisions("revisions: { old: { version: 1.30.1 }, new: { version: 1.31.0 } }");

describe("MP0555 to MP0569: what others deliver is what the mesh needs", () => {
  test("accepts what is as the file says, and any patch of its version", () => {
    expectAccepted(othersDeliveredIt, ALONE, { a: installed(istiod("")) });
  });

  test("accepts a version that nobody can tell: an image under a tag of their own", () => {
    const { version: _, ...unknown } = istiod("");
    expectAccepted(othersDeliveredIt, ALONE, { a: installed(unknown) });
  });

  test("accepts an istiod that does not manage remotes where there are none", () => {
    const mine = istiod("", { externalIstiod: false });
    expectAccepted(othersDeliveredIt, ALONE, { a: installed(mine) });
  });

  test("accepts no network on one network, and no other", () => {
    const { network: _, ...without } = istiod("");
    expectAccepted(othersDeliveredIt, ALONE, { a: installed(without) });
    expectRefused(
      othersDeliveredIt,
      ALONE,
      { a: installed(istiod("", { network: "m" })) },
      "the network of istiod is m, and the mesh needs n",
    );
  });

  test("accepts what may not be read, and clusters of which nothing is left to others", () => {
    expectAccepted(othersDeliveredIt, ALONE, { a: { installed: {} } });
    expectAccepted(othersDeliveredIt, meshOf("a: { network: n }"), { a: {} });
  });

  test("looks at every revision of the file, and at no other", () => {
    const old = istiod("old", { version: "1.30.9" });
    const both = installed(old, istiod("new"), istiod("canary", { meshId: "other" }));
    expectAccepted(othersDeliveredIt, TWO, { a: both });
    expectRefused(
      othersDeliveredIt,
      TWO,
      { a: installed(istiod("old", { version: "1.29.0" })) },
      "there is no Deployment istio-system/istiod-new in a, although others deliver its control-plane",
      "istiod of a is Istio 1.29.0, and the file says 1.30.1",
    );
    expectRefused(
      othersDeliveredIt,
      TWO,
      { a: installed(old, istiod("next")) },
      "istiod of a has the revision next, and the file asks for the revision new",
    );
  });

  test("looks at where tags point", () => {
    const mesh = revisions(
      "revisions: { old: { version: 1.30.1 }, new: { version: 1.31.0 } }, tags: { prod: new, default: old }",
    );
    const tag = { object: ref("MutatingWebhookConfiguration", "x"), tag: "prod", revision: "old" };
    expectRefused(
      othersDeliveredIt,
      mesh,
      { a: { installed: { tags: [tag] } } },
      "the tag prod of a points to the revision old, and the file says the revision new",
      "there is no MutatingWebhookConfiguration istio-revision-tag-default in a, although others deliver its control-plane",
    );
  });

  test("concludes nothing about where a remote leads while its primary does not answer", () => {
    const mesh = meshOf(
      "a: { network: n, gateway: { address: 203.0.113.7 } }",
      `b: { network: m, primary: a, ${EXTERNAL} }`,
    );
    const injector = {
      object: ref("MutatingWebhookConfiguration", "istio-sidecar-injector"),
      revision: "",
      paths: ["/inject/cluster/b/net/m"],
    };
    const pointer = { object: ref("Service", "istiod"), leadsTo: ["192.0.2.1"] };
    const remote: Installed = {
      "control-plane": { istiods: [], injectors: [injector], pointers: [pointer], reader: READER },
    };
    expectAccepted(othersDeliveredIt, mesh, { b: { installed: remote } });
    expectRefused(
      othersDeliveredIt,
      mesh,
      { a: {}, b: { installed: remote } },
      "Service istiod of b leads to 192.0.2.1, and the gateway of a is at 203.0.113.7",
    );
    const balanced = meshOf("a: { network: n }", `b: { network: m, primary: a, ${EXTERNAL} }`);
    const reporting = (...ips: readonly string[]) => ({
      gatewayService: {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "istio-eastwestgateway", namespace: "istio-system" },
        spec: { type: "LoadBalancer" },
        status: { loadBalancer: { ingress: ips.map((ip) => ({ ip })) } },
      },
    });
    const either = reporting("10.0.0.1", "192.0.2.1");
    expectAccepted(othersDeliveredIt, balanced, { a: either, b: { installed: remote } });
    expectRefused(
      othersDeliveredIt,
      balanced,
      { a: reporting("10.0.0.1", "10.0.0.2"), b: { installed: remote } },
      "Service istiod of b leads to 192.0.2.1, and the gateway of a is at 10.0.0.1",
    );
  });

  test("wants the right to ConfigMaps from 1.29 on, when istiod began to read them", () => {
    const two = (version: string) =>
      meshOfText(
        `apiVersion: meshplan/v1\nmesh: mesh1\nistio: { version: ${version} }\nclusters:\n  a: { network: n, ${EXTERNAL} }\n  b: { network: m }\n`,
      );
    const read = ["get", "list", "watch"];
    const old = {
      ...READER,
      rules: [
        { groups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
        { groups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
        {
          groups: [""],
          resources: ["endpoints", "pods", "services", "nodes", "namespaces", "secrets"],
          verbs: read,
        },
      ],
    };
    const said = (version: string): { readonly installed: Installed } => ({
      installed: {
        "control-plane": {
          istiods: [istiod("", { version })],
          injectors: [],
          pointers: [],
          reader: old,
        },
      },
    });
    expectAccepted(othersDeliveredIt, two("1.28.3"), { a: said("1.28.3") });
    expectRefused(
      othersDeliveredIt,
      two("1.29.0"),
      { a: said("1.29.0") },
      "the account may not get configmaps, list configmaps, watch configmaps",
    );
  });

  test("names the owner in every help that asks for something", () => {
    const wrong = istiod("", { clusterId: "b", meshId: "m", trustDomain: "x", version: "1.29.0" });
    const input = factsOf(ALONE, { a: installed(wrong) });
    const helps = othersDeliveredIt
      .check({ ...input, topology: topologyOf(ALONE) })
      .map(({ help }) => help);
    expect(helps).toHaveLength(4);
    for (const help of helps)
      expect(help).toContain(
        "ask the owner of Deployment istio-system/istiod in a (Helm release istiod) to ",
      );
  });
});
