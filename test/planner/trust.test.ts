import { wholeBody } from "../../src/planner/desired-object.ts";
import { describe, expect, test } from "vitest";
import { type Cacerts, encodeCacerts, inspectCacerts } from "../../src/certs/cacerts.ts";
import { issueIntermediate, makeRoot, rootIn } from "../../src/certs/root.ts";
import { trustIsUsable } from "../../src/planner/checks/trust-is-usable.ts";
import { deferredIn } from "../../src/planner/deferred.ts";
import { desiredState } from "../../src/planner/desired.ts";
import type { LiveCacerts, ReachableFacts } from "../../src/planner/facts.ts";
import { plannedRoots, type TrustFiles } from "../../src/planner/trust.ts";
import { Sensitive } from "../../src/util/sensitive.ts";
import { inputOf } from "./checks/verbs.ts";
import { emptyCluster, manifests, meshOf, name } from "./seed.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const rootOf = () => rootIn(makeRoot("mesh1", NOW), "root", NOW);
const root = rootOf();
const KEY = { written: "root.pem", path: "/meshes/root.pem" };
const FOLDER = { written: "certs/{name}", path: "/meshes/certs/{name}" };

const textOf = (trust: string) => `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0, namespace: mesh-system }
trust: ${trust}
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
`;
const GENERATED = textOf("{ root: generated, key: root.pem }");
const EXTERNAL = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0, namespace: mesh-system }
trust: { root: generated, key: root.pem }
clusters:
  cluster1: {}
  config: { network: network1, controlPlane: cluster1 }
`;
const FILES = textOf('{ root: files, folder: "certs/{name}" }');

const of = { mesh: "mesh1", cluster: "cluster1", namespace: "mesh-system" };
const cacerts = issueIntermediate(root, of, NOW);
const held: TrustFiles = {
  root: "generated",
  key: KEY,
  held: {
    fingerprint: root.certificate.fingerprint256,
    expires: { name: "CN=Root CA", at: "2036-01-01T00:00:00.000Z", isRoot: true },
  },
};
const filed = (one: Cacerts): TrustFiles => {
  const { "ca-key.pem": _, ...certificates } = encodeCacerts(one);
  const folder = { written: "certs/cluster1", path: "/meshes/certs/cluster1" };
  const bundle = { folder, chain: inspectCacerts(one, NOW), certificates };
  return { root: "files", folder: FOLDER, bundles: new Map([[name("cluster1"), bundle]]) };
};

const live = (one: Cacerts, ours = true): LiveCacerts => ({
  found: { ours, chain: inspectCacerts(one, NOW), data: new Sensitive(encodeCacerts(one)) },
});
const NONE: LiveCacerts = {};

function factsWith(one: LiveCacerts, extra: Partial<ReachableFacts> = {}) {
  const all = [{ ...emptyCluster("cluster1"), cacerts: one, ...extra }, emptyCluster("cluster2")];
  return new Map(all.map((facts) => [facts.cluster, facts]));
}

function desired(text: string, trust: TrustFiles, one: LiveCacerts) {
  const { mesh, topology } = meshOf(text);
  const facts = factsWith(one);
  const input = { mesh, topology, facts, manifests: manifests(topology), lineOf: () => 1 };
  return desiredState({ ...input, trust });
}

function secretOf(text: string, trust: TrustFiles, one: LiveCacerts) {
  const action = desired(text, trust, one).find(({ component }) => component === "trust");
  const [object] = action?.objects ?? [];
  if (object === undefined) throw new Error("no cacerts");
  return object;
}

describe("the component trust", () => {
  test("stands between namespace and control plane of a primary, and nowhere else", () => {
    const actions = desired(GENERATED, held, NONE);
    expect(actions.map(({ id }) => id).filter((id) => id.endsWith("/trust"))).toEqual([
      "cluster1/trust",
    ]);
    const [trust, controlPlane] = ["cluster1/trust", "cluster1/control-plane"].map((id) =>
      actions.find((one) => one.id === id),
    );
    expect(trust?.needs.map(({ id }) => id)).toEqual(["cluster1/namespace"]);
    expect(controlPlane?.needs).toContainEqual({
      id: "cluster1/trust",
      reason: "the CA istiod signs with",
    });
    expect(trust?.objects.map(({ body }) => body.metadata.namespace)).toEqual(["mesh-system"]);
  });

  test("also gives a local injector its CA: it is an istiod that hands out a root", () => {
    const local = GENERATED.replace("primary: cluster1", "primary: cluster1, injector: local");
    const actions = desired(local, held, NONE);
    const ids = actions.map(({ id }) => id).filter((id) => id.endsWith("/trust"));
    expect(ids).toEqual(["cluster1/trust", "cluster2/trust"]);
    const injector = actions.find(({ id }) => id === "cluster2/control-plane");
    expect(injector?.needs.map(({ id }) => id)).toContain("cluster2/trust");
  });

  test("is the same body before and after it was signed: its holes", () => {
    const before = secretOf(GENERATED, held, NONE);
    const after = secretOf(GENERATED, held, live(cacerts));
    expect(after.body).toEqual(before.body);
    expect(deferredIn(before.body)).toHaveLength(4);
    expect(wholeBody(before)).toBeUndefined();
    expect(wholeBody(after)?.["data"]).toEqual(encodeCacerts(cacerts));
  });

  test("holds the certificates of a folder, and of the key a hole", () => {
    const object = secretOf(FILES, filed(cacerts), NONE);
    const { body } = object;
    expect(deferredIn(body)).toEqual(["cluster1/trust#ca-key.pem"]);
    expect(body["data"]).toMatchObject({
      "ca-cert.pem": Buffer.from(cacerts["ca-cert.pem"]).toString("base64"),
    });
    expect(wholeBody(object)).toBeUndefined();
  });

  test("keeps the spelling of a live root, which istiod compares byte by byte", () => {
    const spelt = { ...cacerts, "root-cert.pem": `the root\n${cacerts["root-cert.pem"]}` };
    const next = issueIntermediate(root, of, NOW);
    const { body } = secretOf(FILES, filed(next), live(spelt));
    expect(body["data"]).toMatchObject({
      "ca-cert.pem": encodeCacerts(next)["ca-cert.pem"],
      "root-cert.pem": encodeCacerts(spelt)["root-cert.pem"],
    });
  });

  test("compares with the live key where that fits, and with no key where it does not", () => {
    const same = secretOf(FILES, filed(cacerts), live(cacerts));
    expect(wholeBody(same)?.["data"]).toEqual(encodeCacerts(cacerts));
    const other = live(issueIntermediate(root, of, NOW));
    expect(wholeBody(secretOf(FILES, filed(cacerts), other))).toBeUndefined();
  });
});

describe("the planned root", () => {
  const absent: TrustFiles = { root: "generated", key: KEY };
  test("is that of the file, else that which earlier applies gave out, else a new one", () => {
    const print = [root.certificate.fingerprint256];
    expect(plannedRoots(held, factsWith(NONE))).toEqual(print);
    expect(plannedRoots(absent, factsWith(live(cacerts)))).toEqual(print);
    expect(plannedRoots(absent, factsWith(NONE))).toEqual([]);
    expect(plannedRoots(absent, factsWith(live(cacerts, false)))).toEqual([]);
  });

  test("of somebody else is not taken for our own", () => {
    expect(codes(GENERATED, absent, live(cacerts, false))).toEqual(["MP0541"]);
  });
});

function codes(text: string, trust: TrustFiles, one: LiveCacerts, extra = {}, now = NOW) {
  const { mesh } = meshOf(text);
  return trustIsUsable
    .check(inputOf(mesh, factsWith(one, extra), { trust, now }))
    .map(({ code }) => code);
}

describe("what stands against writing cacerts", () => {
  test("nothing, where it is absent or leads to the planned root", () => {
    expect(codes(GENERATED, held, NONE)).toEqual([]);
    expect(codes(GENERATED, held, live(cacerts))).toEqual([]);
    expect(codes(FILES, filed(cacerts), live(issueIntermediate(root, of, NOW)))).toEqual([]);
  });

  test("an istiod with its own root, where it runs: a Secret that was left over says nothing", () => {
    const own = { ownRoot: true, istiod: "1.31.0" } as const;
    expect(codes(GENERATED, held, NONE, own)).toEqual(["MP0543"]);
    expect(codes(GENERATED, held, NONE, { ownRoot: true })).toEqual([]);
    expect(codes(GENERATED, held, live(cacerts), own)).toEqual([]);
  });

  test("an istiod in a host, whose own root is kept in the cluster it serves", () => {
    const { mesh } = meshOf(EXTERNAL);
    const facts = factsWith({}, { istiod: "1.31.0" });
    const config = { ...emptyCluster("config"), ownRoot: true } as const;
    const all = new Map([...facts, [config.cluster, config]]);
    expect(trustIsUsable.check(inputOf(mesh, all, { trust: held, now: NOW }))).toMatchObject([
      {
        code: "MP0543",
        cluster: "cluster1",
        message: expect.stringContaining("keeps in config") as string,
      },
    ]);
  });

  test("a root that ends, before anything is signed", () => {
    const late = new Date("2035-12-20T00:00:00Z");
    expect(codes(GENERATED, held, NONE, {}, late)).toEqual(["MP0544"]);
  });
});
