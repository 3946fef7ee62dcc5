import { describe, expect, test } from "vitest";
import type { ServerResponse } from "node:http";
import { ApiError } from "../../../src/kube/api-error.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import {
  apiServer,
  connect,
  instantClock,
  json,
  kubeconfig,
  status,
  transport,
} from "./api-server.ts";

const SERVICE: KubeObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "istiod", namespace: "istio-system", uid: "u1", resourceVersion: "7" },
  spec: { ports: [{ port: 15012 }] },
};
const REF = { apiVersion: "v1", kind: "Service", namespace: "istio-system", name: "istiod" };

async function errorOf(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiError) return error;
  throw new Error(`expected an ApiError, got ${String(error)}`);
}

describe("a right", () => {
  const request = { verb: "create", group: "", resource: "secrets", namespace: "istio-system" };

  test("is asked for with a review of the own access", async () => {
    const server = await apiServer((_, response) => {
      json(response, { kind: "SelfSubjectAccessReview", status: { allowed: false } });
    });
    const client = await connect({ server: server.url });
    expect(await client.may(request)).toBe(false);
    expect(server.asked).toMatchObject([
      {
        method: "POST",
        url: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          apiVersion: "authorization.k8s.io/v1",
          kind: "SelfSubjectAccessReview",
          spec: { resourceAttributes: request },
        }),
      },
    ]);
  });

  test("is neither given nor taken by an answer that is none", async () => {
    const server = await apiServer((_, response) => {
      json(response, { kind: "SelfSubjectAccessReview" });
    });
    const client = await connect({ server: server.url });
    expect(await errorOf(client.may(request))).toMatchObject({ code: "MP9116" });
  });
});

describe("apply", () => {
  test("sends a server-side apply as meshplan, strictly validated", async () => {
    const server = await apiServer((_, response) => {
      json(response, { ...SERVICE, spec: {} }, { status: 201 });
    });
    const client = await connect({ server: server.url });
    const result = await client.apply(SERVICE, { dryRun: true, force: true });
    expect(result).toMatchObject({ kind: "applied", created: true, warnings: [] });
    expect(server.asked).toMatchObject([
      {
        method: "PATCH",
        url: "/api/v1/namespaces/istio-system/services/istiod?fieldManager=meshplan&fieldValidation=Strict&dryRun=All&force=true",
        headers: {
          "content-type": "application/apply-patch+yaml",
          "user-agent": "meshplan/1.2.3",
          authorization: "Bearer s3cret-token-of-jane",
        },
        body: JSON.stringify(SERVICE),
      },
    ]);
  });

  test("hands out warnings once each, without their quotes", async () => {
    const warning = ['299 - "old field", 299 - "say \\"hi\\""', '299 - "old field"'];
    const server = await apiServer((_, response) => {
      json(response, SERVICE, { headers: { Warning: warning } });
    });
    const client = await connect({ server: server.url });
    expect(await client.apply(SERVICE)).toMatchObject({
      created: false,
      warnings: ["old field", 'say "hi"'],
    });
  });

  test("a field conflict is a result, not an error", async () => {
    const server = await apiServer((_, response) => {
      status(response, 409, "Conflict", "Apply failed with 1 conflict", {
        causes: [
          {
            reason: "FieldManagerConflict",
            message: 'conflict with "kubectl" using v1',
            field: ".spec.type",
          },
        ],
      });
    });
    const client = await connect({ server: server.url });
    expect(await client.apply(SERVICE)).toEqual({
      kind: "conflict",
      conflicts: [{ field: ".spec.type", message: 'conflict with "kubectl" using v1' }],
    });
  });

  test("any other 409 is an error", async () => {
    const server = await apiServer((_, response) => {
      status(response, 409, "Conflict", "the object has been modified");
    });
    const client = await connect({ server: server.url });
    expect(await errorOf(client.apply(SERVICE))).toMatchObject({
      code: "MP9112",
      api: { status: 409, reason: "Conflict" },
    });
  });
});

describe("get", () => {
  test("a missing object, and a kind that is not served, are undefined", async () => {
    const server = await apiServer((_, response) => {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("404 page not found\n");
    });
    const client = await connect({ server: server.url });
    expect(await client.get(REF)).toBeUndefined();
  });

  test("asks for readable answers and keeps one connection", async () => {
    const server = await apiServer((_, response) => {
      json(response, SERVICE);
    });
    const client = await connect({ server: server.url });
    for (let round = 0; round < 5; round += 1) expect(await client.get(REF)).toEqual(SERVICE);
    expect(server.connections()).toBe(1);
  });

  test("keeps the path of the server address", async () => {
    const server = await apiServer((_, response) => {
      json(response, { gitVersion: "v1.35.4" });
    });
    const client = await connect({ server: `${server.url}/k8s/clusters/c-1/` });
    await client.getJson("/version");
    expect(server.asked[0]?.url).toBe("/k8s/clusters/c-1/version");
  });
});

describe("list", () => {
  test("reads all pages, unpacks them, and tells every item its kind", async () => {
    const item = (name: string) => ({ metadata: { name, resourceVersion: "1" } });
    const server = await apiServer(({ url }, response) => {
      const second = url.includes("continue=more");
      const metadata = second ? { resourceVersion: "7" } : { continue: "more" };
      json(response, { metadata, items: [item(second ? "b" : "a")] }, { gzip: true });
    });
    const client = await connect({ server: server.url });
    const kind = { apiVersion: "v1", kind: "Service", namespace: "istio-system" };
    expect(await client.list(kind, { labelSelector: "app=istiod" })).toEqual({
      items: ["a", "b"].map((name) => ({ apiVersion: "v1", kind: "Service", ...item(name) })),
      resourceVersion: "7",
    });
    expect(server.asked.map(({ url }) => url)).toEqual([
      "/api/v1/namespaces/istio-system/services?labelSelector=app%3Distiod&limit=200",
      "/api/v1/namespaces/istio-system/services?labelSelector=app%3Distiod&limit=200&continue=more",
    ]);
    expect(server.asked[0]?.headers["accept-encoding"]).toBe("gzip");
  });

  test("starts over when the rest of a list was compacted away", async () => {
    let expired = false;
    const server = await apiServer(({ url }, response) => {
      if (!url.includes("continue=")) {
        const metadata = expired ? { resourceVersion: "9" } : { continue: "more" };
        json(response, { metadata, items: [{ metadata: { name: "a" } }] });
      } else {
        expired = true;
        status(response, 410, "Expired", "too old");
      }
    });
    const client = await connect({ server: server.url });
    const list = await client.list({ apiVersion: "v1", kind: "Service" });
    expect(list).toMatchObject({ items: [{ metadata: { name: "a" } }], resourceVersion: "9" });
    expect(list.items).toHaveLength(1);
  });

  const KIND = { apiVersion: "v1", kind: "Service" };

  test("that forgets its beginning again and again is given up, with pauses", async () => {
    const clock = instantClock();
    const server = await apiServer(({ url }, response) => {
      if (url.includes("continue=")) status(response, 410, "Expired", "too old");
      else json(response, { metadata: { continue: "more" }, items: [] });
    });
    const client = await connect({ server: server.url }, { clock });
    expect(await errorOf(client.list(KIND))).toMatchObject({ code: "MP9129" });
    expect(server.asked).toHaveLength(8);
    expect(clock.slept).toHaveLength(3);
    for (const pause of clock.slept) expect(pause).toBeGreaterThanOrEqual(100);
  });

  test("whose items are no objects is not taken for a shorter one", async () => {
    const server = await apiServer((_, response) => {
      json(response, { metadata: {}, items: [{ metadata: { name: "a" } }, { spec: {} }] });
    });
    const client = await connect({ server: server.url });
    expect(await errorOf(client.list(KIND))).toMatchObject({
      code: "MP9116",
      message: expect.stringMatching(/: its metadata is missing$/) as string,
    });
  });

  test("asks for metadata alone, and for nothing else instead", async () => {
    const server = await apiServer((_, response) => {
      json(response, { metadata: {}, items: [] });
    });
    const client = await connect({ server: server.url });
    await client.list({ apiVersion: "v1", kind: "Secret" }, { metadataOnly: true });
    expect(server.asked[0]?.headers.accept).toBe(
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
    );
  });
});

describe("repeating", () => {
  const answers = (...steps: ((response: ServerResponse) => void)[]) => {
    let next = 0;
    return apiServer((_, response) => {
      const step = steps[Math.min(next, steps.length - 1)];
      next += 1;
      step?.(response);
    });
  };
  const good = (response: ServerResponse): void => {
    json(response, SERVICE);
  };

  test("a connection that the server closed while it was idle is replaced at once", async () => {
    const clock = instantClock();
    const server = await answers(
      good,
      (response) => {
        response.socket?.destroy();
      },
      good,
    );
    const client = await connect({ server: server.url }, { clock });
    await client.get(REF);
    expect(await client.get(REF)).toEqual(SERVICE);
    expect(clock.slept).toEqual([]);
  });

  test("a busy server is asked again after the time it names", async () => {
    const clock = instantClock();
    const busy = (response: ServerResponse): void => {
      status(response, 429, "TooManyRequests", "later", { headers: { "Retry-After": "2" } });
    };
    const server = await answers(busy, busy, good);
    const client = await connect({ server: server.url }, { clock });
    expect(await client.apply(SERVICE)).toMatchObject({ kind: "applied" });
    expect(clock.slept).toHaveLength(2);
    for (const pause of clock.slept) expect(pause).toBeGreaterThanOrEqual(2000);
  });

  test("a server that stays busy is given up", async () => {
    const server = await answers((response) => {
      status(response, 429, "TooManyRequests", "later");
    });
    const client = await connect({ server: server.url });
    expect(await errorOf(client.get(REF))).toMatchObject({ code: "MP9117" });
    expect(server.asked).toHaveLength(10);
  });

  test("what a cluster was once is known to every connection of a run", async () => {
    const server = await answers(good, (response) => {
      response.socket?.destroy();
    });
    const clusters = transport();
    const target = {
      cluster: "cluster1",
      context: "c1",
      kubeconfig: await kubeconfig({ server: server.url }),
    };
    await (await clusters.connect(target)).get(REF);
    const again = await clusters.connect(target);
    expect(await errorOf(again.get(REF))).toMatchObject({ code: "MP9107" });
    expect(server.asked).toHaveLength(1 + 9);
  });

  test("a change of etcd's leader is waited for", async () => {
    const server = await answers((response) => {
      status(response, 500, "InternalError", "etcdserver: leader changed");
    }, good);
    const client = await connect({ server: server.url });
    expect(await client.apply(SERVICE)).toMatchObject({ kind: "applied" });
  });

  test("a schema mismatch is final", async () => {
    const server = await answers((response) => {
      status(
        response,
        500,
        "",
        "failed to create typed patch object (x): .spec.y: field not declared",
      );
    });
    const client = await connect({ server: server.url });
    expect(await errorOf(client.apply(SERVICE))).toMatchObject({ code: "MP9113" });
    expect(server.asked).toHaveLength(1);
  });
});

describe("limits", () => {
  test("never more than ten requests at a time, and watches are not counted", async () => {
    let flying = 0;
    let most = 0;
    const gates: (() => void)[] = [];
    const server = await apiServer(async ({ url }, response) => {
      if (url.includes("watch=1")) {
        response.writeHead(200).flushHeaders();
        return;
      }
      if (!url.includes("/services/")) {
        json(response, { metadata: { resourceVersion: "1" }, items: [] });
        return;
      }
      flying += 1;
      most = Math.max(most, flying);
      await new Promise<void>((resolve) => gates.push(resolve));
      flying -= 1;
      json(response, SERVICE);
    });
    const client = await connect({ server: server.url });
    const over = new AbortController();
    const watches = Array.from({ length: 12 }, async () => {
      for await (const event of client.watch(
        { apiVersion: "v1", kind: "Pod" },
        { signal: over.signal },
      ))
        throw new Error(`unexpected ${event.type}`);
    });
    const all = Promise.all(Array.from({ length: 35 }, () => client.get(REF)));
    for (let released = 0; released < 35; released += 1) {
      while (gates.length < Math.min(10, 35 - released))
        await new Promise((resolve) => setImmediate(resolve));
      gates.shift()?.();
    }
    expect(await all).toHaveLength(35);
    expect(most).toBe(10);
    over.abort();
    await Promise.all(watches);
  });

  test("an aborted request ends with the signal's reason, in flight and in the queue", async () => {
    let arrived: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (arrived = resolve));
    const server = await apiServer(() => {
      arrived();
    });
    const client = await connect({ server: server.url }, { perCluster: 1 });
    const stop = new AbortController();
    const running = client.get(REF, { signal: stop.signal });
    const waiting = client.get(REF, { signal: stop.signal });
    await first;
    const reason = new Error("stopped by the user");
    stop.abort(reason);
    await expect(running).rejects.toBe(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(server.asked).toHaveLength(1);
  });
});
