import { expect, test } from "vitest";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import type { ClusterName } from "../../src/mesh/model.ts";
import { gatherFacts } from "../../src/observe/facts.ts";
import type { ClusterClient } from "../../src/ports.ts";
import { READER_TOKEN_SECRET } from "../../src/planner/components/reader-token/component.ts";
import { partOf } from "../../src/planner/marks.ts";
import { AUTHORITY } from "../adapters/kubernetes/certificates.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** A cluster with the given objects, which can only be read. */
function cluster(objects: readonly KubeObject[]): ClusterClient {
  const refuse = () => Promise.reject(new Error("internal: facts only read"));
  return {
    cluster: "cluster1",
    context: "cluster1",
    server: "https://cluster1.example:6443",
    shown: () => [],
    getJson: () => Promise.resolve({ gitVersion: "v1.35.4" }),
    getText: refuse,
    get: (ref) =>
      Promise.resolve(
        objects.find((one) => one.kind === ref.kind && one.metadata.name === ref.name),
      ),
    list: () => Promise.resolve({ items: [], resourceVersion: "1" }),
    may: refuse,
    apply: refuse,
    watch: () => {
      throw new Error("internal: facts do not watch");
    },
  };
}
const namespace = (name: string, deletionTimestamp?: string): KubeObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name,
    uid: `uid-of-${name}`,
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
  },
});
const factsOf = (objects: readonly KubeObject[]) =>
  gatherFacts(cluster(objects), {
    cluster: "cluster1" as ClusterName,
    namespace: "istio-system",
    mesh: "mesh1",
    part: partOf({ name: "mesh1", istio: { namespace: "istio-system" } }),
    role: "primary",
    istiodToken: false,
    nodes: false,
    signing: false,
    ambient: false,
    now: new Date("2026-01-01T00:00:00Z"),
  });

test("the identity of a cluster is the uid of kube-system", async () => {
  expect(await factsOf([namespace("kube-system")])).toMatchObject({
    reachable: true,
    identity: "uid-of-kube-system",
    hasNamespace: false,
    embedded: false,
    denied: [],
  });
});

test("a namespace on its way out is known to be", async () => {
  const facts = await factsOf([
    namespace("kube-system"),
    namespace("istio-system", "2026-01-01T00:00:00Z"),
  ]);
  expect(facts).toMatchObject({ hasNamespace: true, isTerminating: true });
});

test.each([[[]], [[{ apiVersion: "v1", kind: "Namespace", metadata: { name: "kube-system" } }]]])(
  "a cluster whose kube-system has no uid has no identity: %j",
  async (objects) => {
    expect(await factsOf(objects)).toMatchObject({
      identity: "",
      denied: [],
    });
  },
);

test("a token Secret that says something else is not handed on, and not quoted", async () => {
  const secret = (data: JsonMap): KubeObject => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: READER_TOKEN_SECRET, namespace: "istio-system" },
    data,
  });
  const [token, ca] = [base64("t0ken.x"), base64(AUTHORITY)];
  const system = namespace("kube-system");
  expect(await factsOf([system, secret({ token, "ca.crt": ca })])).toMatchObject({
    readerToken: { ca },
  });
  for (const data of [
    { token: base64("t0ken\n  evil: x"), "ca.crt": ca },
    { token, "ca.crt": base64("s3cret") },
    { token, "ca.crt": `${ca}\n` },
  ]) {
    const facts = await factsOf([system, secret(data)]);
    const object = { kind: "Secret", name: READER_TOKEN_SECRET };
    expect(facts).toMatchObject({ readerToken: { object } });
    expect(facts).toHaveProperty("readerToken.problem");
    expect(facts).not.toHaveProperty("readerToken.token");
    expect(JSON.stringify(facts)).not.toMatch(/evil|s3cret|t0ken/);
  }
});
