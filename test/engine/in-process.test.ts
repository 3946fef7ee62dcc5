import { afterAll, beforeAll, expect, test } from "vitest";
import { Allowance } from "../../src/adapters/kubernetes/allowance.ts";
import type { ClusterAccess, Identity } from "../../src/adapters/kubernetes/cluster-access.ts";
import { Connection } from "../../src/adapters/kubernetes/connection.ts";
import type { HttpRequest } from "../../src/adapters/kubernetes/exchange.ts";
import { Limiter } from "../../src/adapters/kubernetes/limiter.ts";
import type { Wire } from "../../src/adapters/kubernetes/wire.ts";
import {
  type Sandbox,
  type SandboxCluster,
  startSandbox,
} from "../../src/embedded/istio/sandbox.ts";
import { LIMITS } from "../../src/util/limits.ts";
import { inProcess } from "./in-process.ts";

let sandbox: Sandbox;
let cluster: SandboxCluster;
let ways: { readonly sockets: Wire; readonly inProcess: Wire };
let identity: Identity;

beforeAll(async () => {
  sandbox = await startSandbox({ clusters: [{ name: "one", context: "one" }] });
  cluster = sandbox.cluster("one");
  identity = { headers: { authorization: `Bearer ${cluster.token}` } };
  const access: ClusterAccess = {
    context: "one",
    server: cluster.server,
    authority: cluster.certificateAuthority,
    tlsServerName: undefined,
    skipVerify: false,
    credentials: { current: () => Promise.resolve(identity), renew: () => false },
    proxy: undefined,
  };
  const spending = { large: new Limiter(1), answers: new Allowance(LIMITS.answers, () => 0) };
  const other = inProcess(sandbox.clusters)(access);
  if (other === undefined) throw new Error("no way to an embedded server in this process");
  ways = { sockets: new Connection(access, spending), inProcess: other };
});
afterAll(async () => {
  ways.sockets.close();
  await sandbox.close();
});

/** Headers of HTTP itself, which a server puts there for the connection. */
const OF_HTTP = new Set(["date", "connection", "keep-alive", "transfer-encoding"]);
const MAP = "/api/v1/namespaces/default/configmaps/one?fieldManager=test&dryRun=All";

const REQUESTS: Readonly<Record<string, HttpRequest>> = {
  "an object": { method: "GET", path: "/api/v1/namespaces/kube-system", headers: {} },
  "no object": { method: "GET", path: "/api/v1/namespaces/nowhere", headers: {} },
  "no path of an API server": { method: "GET", path: "/nothing/here", headers: {} },
  "a page of a list": {
    method: "GET",
    path: "/api/v1/namespaces?limit=1&labelSelector=%21a",
    headers: { "Accept-Encoding": "gzip" },
  },
  metadata: {
    method: "GET",
    path: "/api/v1/namespaces",
    headers: { Accept: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1" },
  },
  "a write": {
    method: "PATCH",
    path: MAP,
    headers: { "Content-Type": "application/apply-patch+yaml" },
    body: JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "one" },
      data: { a: "ä€" },
    }),
  },
  "a body that is none": {
    method: "PATCH",
    path: MAP,
    headers: { "Content-Type": "application/apply-patch+yaml" },
    body: "{",
  },
};

const withoutTimes = (text: string): string =>
  text.replaceAll(/"(creationTimestamp|time|uid)":"[^"]*"/g, '"$1":""');

async function answerOf(wire: Wire, request: HttpRequest, as = identity) {
  const { status, headers, body } = await wire.send(request, as);
  const kept = Object.entries(headers).filter(([name]) => !OF_HTTP.has(name));
  return { status, headers: Object.fromEntries(kept), body: withoutTimes(body.toString("utf8")) };
}

async function failureOf(wire: Wire, request: HttpRequest): Promise<unknown> {
  return await wire.send(request, identity).catch((error: unknown) => error);
}

test.each(Object.entries(REQUESTS))("%s is answered as over sockets", async (_, request) => {
  const { sockets, inProcess: here } = ways;
  expect(await answerOf(here, request)).toEqual(await answerOf(sockets, request));
  const stranger = { headers: { authorization: "Bearer somebody" } };
  expect((await answerOf(here, request, stranger)).status).toBe(401);
  expect(await answerOf(here, request, stranger)).toEqual(
    await answerOf(sockets, request, stranger),
  );
  expect(here.shown).toEqual(sockets.shown);
});

test("warnings come as over sockets", async () => {
  const { "a write": write } = REQUESTS;
  if (write === undefined) throw new Error("no write");
  const undo = ['say "no"', "and more"].map((text) =>
    cluster.faults.add({ when: () => true, effect: { kind: "warn", text } }),
  );
  const here = await answerOf(ways.inProcess, write);
  expect(here.headers["warning"]).toContain("and more");
  expect(here).toEqual(await answerOf(ways.sockets, write));
  for (const one of undo) one();
});

test("a connection that breaks, and who gives up, end a request as over sockets", async () => {
  const undo = cluster.faults.add({ when: () => true, effect: { kind: "reset" } });
  for (const wire of Object.values(ways))
    expect(await failureOf(wire, { method: "GET", path: "/api", headers: {} })).toMatchObject({
      kind: "reset",
    });
  undo();
  let release: () => void = () => undefined;
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const held = cluster.faults.add({ when: () => true, effect: { kind: "hold", until } });
  for (const wire of Object.values(ways)) {
    const giving = new AbortController();
    const answer = failureOf(wire, {
      method: "GET",
      path: "/api",
      headers: {},
      signal: giving.signal,
    });
    const reason = new Error("enough");
    giving.abort(reason);
    expect(await answer).toBe(reason);
    expect(
      await failureOf(wire, { method: "GET", path: "/api", headers: {}, signal: giving.signal }),
    ).toBe(reason);
  }
  held();
  release();
});

test("a watch tells the same, and stops the same", async () => {
  const told: string[] = [];
  for (const wire of Object.values(ways)) {
    const open = await wire.stream(
      { method: "GET", path: "/api/v1/namespaces?watch=1&resourceVersion=0", headers: {} },
      identity,
    );
    if (!("response" in open)) throw new Error(`refused: ${open.status}`);
    const chunks = open.response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = await chunks.next();
    told.push(withoutTimes(String(first.value).split("\n")[0] ?? ""));
    open.stop();
    await expect(
      (async () => {
        while ((await chunks.next()).done !== true);
      })(),
    ).rejects.toThrow();
  }
  expect(told[0]).toContain('"type":"ADDED"');
  expect(told[1]).toBe(told[0]);
});
