import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Json } from "../../../src/kube/object.ts";
import type { SandboxClock } from "../../../src/embedded/kube/clock.ts";
import { type Sandbox, startSandbox } from "../../../src/embedded/istio/sandbox.ts";
import { at, type Client, clientOf, configMap, textAt } from "./client.ts";

const CM = "/api/v1/namespaces/default/configmaps";

/** A clock that stands still until it is told; what controllers plan waits for it. */
class HandClock implements SandboxClock {
  #now = Date.UTC(2026, 0, 1);
  readonly #planned = new Map<() => void, number>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, action: () => void): () => void {
    this.#planned.set(action, this.#now + milliseconds);
    return () => this.#planned.delete(action);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const [action, due] of [...this.#planned])
      if (due <= this.#now && this.#planned.delete(action)) action();
  }
}

let clock: HandClock;
let sandbox: Sandbox;
let client: Client;

beforeEach(async () => {
  clock = new HandClock();
  sandbox = await startSandbox({ clusters: [{ name: "cluster1", context: "one" }], clock });
  client = clientOf(sandbox.cluster("cluster1"));
});

afterEach(async () => {
  client.close();
  await sandbox.close();
});

function lines(body: Json): readonly Json[] {
  if (typeof body !== "string") return [body];
  return body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Json);
}

/** Advances the clock until the answer is there. */
async function advancing<T>(answer: Promise<T>): Promise<T> {
  const state = { isThere: false };
  void answer.finally(() => (state.isThere = true));
  while (!state.isThere) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(30_000);
  }
  return answer;
}

describe("a watch", () => {
  test("sends bookmarks, and ends when its time is over", async () => {
    await client.apply(`${CM}/x`, configMap("x", { a: "1" }));
    const url = `${CM}?watch=1&allowWatchBookmarks=true&timeoutSeconds=90&fieldSelector=metadata.name%3Dx`;
    const { body } = await advancing(client.request("GET", url));
    expect(lines(body).map((line) => textAt(line, "type"))).toEqual([
      "ADDED",
      "BOOKMARK",
      "BOOKMARK",
    ]);
  });

  test("from a version that is forgotten gets one error with code 410", async () => {
    const list = await client.request("GET", CM);
    const from = textAt(list.body, "metadata", "resourceVersion");
    await client.apply(`${CM}/x`, configMap("x", { a: "1" }));
    sandbox.cluster("cluster1").embedded.store.compact();
    const { body } = await client.request("GET", `${CM}?watch=1&resourceVersion=${from}`);
    expect(lines(body)).toMatchObject([
      { type: "ERROR", object: { code: 410, reason: "Expired" } },
    ]);
  });
});

describe("the forms of an answer", () => {
  test("metadata only: Secrets without their data", async () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s" },
      stringData: { token: "hidden" },
    };
    await client.apply("/api/v1/namespaces/default/secrets/s", secret);
    const one = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    const many = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    const got = await client.request("GET", "/api/v1/namespaces/default/secrets/s", undefined, {
      accept: one,
    });
    expect(Object.keys(got.body ?? {})).toEqual(["kind", "apiVersion", "metadata"]);
    const listed = await client.request("GET", "/api/v1/secrets", undefined, { accept: many });
    expect(at(listed.body, "kind")).toBe("PartialObjectMetadataList");
    expect(JSON.stringify(listed.body)).not.toContain('data":{"token');
  });

  test("a table with the columns kubectl prints", async () => {
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    const { body } = await client.request("GET", "/api/v1/namespaces", undefined, { accept });
    expect(at(body, "kind")).toBe("Table");
    expect(at(body, "rows", 0, "cells", 1)).toBe("Active");
  });
});

describe("discovery", () => {
  test("names every group in one document, or one by one", async () => {
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    const whole = await client.request("GET", "/apis", undefined, { accept });
    expect(whole.headers["content-type"]).toBe(accept);
    expect(JSON.stringify(whole.body)).toContain('"resource":"deployments"');
    const groups = await client.request("GET", "/apis");
    expect(at(groups.body, "kind")).toBe("APIGroupList");
    const kinds = await client.request("GET", "/apis/apps/v1");
    expect(JSON.stringify(kinds.body)).toContain('"name":"deployments/status"');
    expect((await client.request("GET", "/apis/nothing.example.com/v1")).status).toBe(404);
  });
});

describe("controllers", () => {
  test("act only when their time has come", async () => {
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "lb" },
      spec: { type: "LoadBalancer", ports: [{ port: 80 }] },
    };
    const url = "/api/v1/namespaces/default/services/lb";
    await client.apply(url, service);
    const before = await client.request("GET", url);
    expect(at(before.body, "status")).toEqual({ loadBalancer: {} });
    clock.advance(1_000);
    const after = await client.request("GET", url);
    expect(at(after.body, "status", "loadBalancer", "ingress")).toEqual([
      { ip: "198.51.100.10", ipMode: "VIP" },
    ]);
  });
});
