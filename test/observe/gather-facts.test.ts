import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import { FACTS } from "../../src/observe/facts/registry.ts";
import { gatherFacts, readsOf } from "../../src/observe/gather-facts.ts";
import { meshSubjects } from "../../src/observe/subjects.ts";
import { READER_TOKEN_SECRET } from "../../src/planner/components/reader-token/component.ts";
import { AUTHORITY } from "../adapters/kubernetes/certificates.ts";
import { meshOf, SEED_TEXT } from "../planner/seed.ts";
import { askedFacts, clusterOf, factsOf, named, NOW } from "./fact-cluster.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

const namespace = (name: string, more: JsonMap = {}): KubeObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, uid: `uid-of-${name}`, ...more },
});
const SYSTEM = namespace("kube-system");

describe("a fact", () => {
  test("is one file and one line in the registry, by the name of its file", () => {
    const files = readdirSync(new URL("../../src/observe/facts/", import.meta.url))
      .filter((file) => file.endsWith(".ts") && !["fact.ts", "registry.ts"].includes(file))
      .map((file) => file.replace(".ts", "").replaceAll(/-(.)/g, (_, c: string) => c.toUpperCase()))
      .sort((a, b) => (a < b ? -1 : 1));
    const names = FACTS.map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1));
    expect(files.map((name) => name.toLowerCase()).sort()).toEqual(
      names.map((name) => name.toLowerCase()).sort(),
    );
  });

  test("that is read from Secrets says what is not known without them", () => {
    const texts = [
      SEED_TEXT,
      `${SEED_TEXT}trust: { root: existing }\n`,
      `${SEED_TEXT}trust: { root: generated, key: root.key }\n`,
    ];
    const subjects = texts.flatMap((text) => {
      const { mesh, topology } = meshOf(text);
      return meshSubjects(mesh, topology);
    });
    const reading = FACTS.filter((fact) =>
      subjects.some((of) => fact.ask(of)?.reads.some(({ resource }) => resource === "secrets")),
    );
    expect(reading.length).toBeGreaterThan(4);
    expect(reading.filter(({ secret }) => secret === undefined).map(({ name }) => name)).toEqual(
      [],
    );
  });
});

function gate(): { readonly open: Promise<void>; release: () => void } {
  let release = (): void => undefined;
  const open = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    open,
    release: () => {
      release();
    },
  };
}

/** Resolves when everything that can go on has. */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe("facts of one cluster", () => {
  test("that need the same object ask for it once", async () => {
    const { asked } = await askedFacts([SYSTEM, namespace("istio-system")]);
    expect(asked.filter((one, index) => asked.indexOf(one) !== index)).toEqual(["Secrets"]);
    expect(asked).toContain("Namespace kube-system");
  });

  test("are asked for together, once the version has been answered", async () => {
    const { mesh, topology } = meshOf(SEED_TEXT);
    const [of] = meshSubjects(mesh, topology);
    if (of === undefined) throw new Error("a mesh without clusters");
    const { asked, client } = clusterOf([SYSTEM]);
    const [version, others] = [gate(), gate()];
    const gathering = gatherFacts(
      {
        ...client,
        getJson: async (path) => {
          await version.open;
          return await client.getJson(path);
        },
        get: async (ref) => {
          const found = client.get(ref);
          await others.open;
          return await found;
        },
        list: async (kind) => {
          const found = client.list(kind);
          await others.open;
          return await found;
        },
      },
      of,
      { now: NOW },
    );
    await quiet();
    expect(asked).toEqual([]);
    version.release();
    await quiet();
    const rights = new Set(readsOf(of).map((one) => JSON.stringify(one)));
    expect(new Set(asked).size).toBe(rights.size);
    others.release();
    expect(await gathering).toMatchObject({ reachable: true, identity: "uid-of-kube-system" });
  });

  test("are absent where something of them may not be read, and every refusal is kept once", async () => {
    const denied = ["Namespace kube-system", "Deployments", "Namespace istio-system"];
    const facts = await factsOf([SYSTEM, namespace("istio-system")], { denied });
    expect(facts).not.toHaveProperty("identity");
    expect(facts).not.toHaveProperty("foreign");
    expect(facts).toMatchObject({ injectors: [], helmReleases: [] });
    expect(facts.denied).toEqual([
      {
        message: "Namespace kube-system is forbidden",
        object: { apiVersion: "v1", kind: "Namespace", name: "kube-system" },
      },
      {
        message: "Namespace istio-system is forbidden",
        object: { apiVersion: "v1", kind: "Namespace", name: "istio-system" },
      },
      { message: "Deployments is forbidden" },
    ]);
  });

  test("of Secrets that a read-only plan may not read are named, in place of a refusal", async () => {
    const denied = ["Secrets", `Secret ${READER_TOKEN_SECRET}`];
    const read = await factsOf([SYSTEM], { denied, readOnly: true });
    expect(read.denied).toEqual([]);
    expect(read.unread?.map(({ fact }) => fact)).toEqual([
      "readerToken",
      "remoteSecrets",
      "helmReleases",
    ]);
    const judged = await factsOf([SYSTEM], { denied });
    expect(judged).not.toHaveProperty("unread");
    expect(judged.denied.map(({ message }) => message)).toEqual([
      `Secret ${READER_TOKEN_SECRET} is forbidden`,
      "Secrets is forbidden",
    ]);
  });
});

test("the identity of a cluster is the uid of kube-system", async () => {
  const facts = await factsOf([SYSTEM]);
  expect(facts).toMatchObject({
    reachable: true,
    identity: "uid-of-kube-system",
    embedded: false,
    denied: [],
  });
  expect(facts).not.toHaveProperty("namespace");
});

test.each([[[]], [[{ apiVersion: "v1", kind: "Namespace", metadata: { name: "kube-system" } }]]])(
  "a cluster whose kube-system has no uid has no identity: %j",
  async (objects) => {
    const facts = await factsOf(objects);
    expect(facts.denied).toEqual([]);
    expect(facts).not.toHaveProperty("identity");
  },
);

test("a namespace on its way out is known to be", async () => {
  const deletionTimestamp = "2026-01-01T00:00:00Z";
  const facts = await factsOf([SYSTEM, namespace("istio-system", { deletionTimestamp })]);
  expect(facts).toMatchObject({ namespace: { annotations: [], isTerminating: true } });
});

test("a token Secret that says something else is not handed on, and not quoted", async () => {
  const secret = (data: JsonMap): KubeObject => named("Secret", READER_TOKEN_SECRET, { data });
  const [token, ca] = [base64("t0ken.x"), base64(AUTHORITY)];
  expect(await factsOf([secret({ token, "ca.crt": ca })])).toMatchObject({ readerToken: { ca } });
  for (const data of [
    { token: base64("t0ken\n  evil: x"), "ca.crt": ca },
    { token, "ca.crt": base64("s3cret") },
    { token, "ca.crt": `${ca}\n` },
  ]) {
    const { readerToken } = await factsOf([secret(data)]);
    expect(readerToken).toMatchObject({ object: { kind: "Secret", name: READER_TOKEN_SECRET } });
    expect(readerToken).toHaveProperty("problem");
    expect(readerToken).not.toHaveProperty("token");
    expect(JSON.stringify(readerToken)).not.toMatch(/evil|s3cret|t0ken/);
  }
});
