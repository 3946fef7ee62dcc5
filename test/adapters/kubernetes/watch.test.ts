import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import type { KubernetesOptions } from "../../../src/adapters/kubernetes/kubernetes.ts";
import type { WatchEvent } from "../../../src/ports.ts";
import { apiServer, connect, instantClock, json, status, type TestServer } from "./api-server.ts";

const PODS = { apiVersion: "v1", kind: "Pod", namespace: "istio-system" };

const pod = (name: string, resourceVersion: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "istio-system", resourceVersion },
});

function line(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`;
}

type Step = (response: ServerResponse, url: string) => void;

/** A server that answers the first request by the first step, and so on; after the last it stays silent. */
async function script(...steps: readonly Step[]): Promise<TestServer> {
  let next = 0;
  return apiServer(({ url }, response) => {
    const step = steps[next];
    next += 1;
    step?.(response, url);
  });
}

const list =
  (resourceVersion: string, ...items: object[]): Step =>
  (response) => {
    json(response, { metadata: { resourceVersion }, items });
  };

/** The lines, then the end of the connection. */
const events =
  (...lines: string[]): Step =>
  (response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    for (const one of lines) response.write(one);
    response.end();
  };

/** Watches until so many events have come. */
async function first(
  count: number,
  server: TestServer,
  options: Partial<KubernetesOptions> = {},
): Promise<readonly string[]> {
  const client = await connect({ server: server.url }, { clock: instantClock(), ...options });
  const over = new AbortController();
  const seen: WatchEvent[] = [];
  for await (const event of client.watch(PODS, { labelSelector: "app=x", signal: over.signal })) {
    seen.push(event);
    if (seen.length === count) over.abort();
  }
  return seen.map(
    ({ type, object }) =>
      `${type} ${object.metadata.name} ${object.metadata.resourceVersion ?? ""}`,
  );
}

function paths(server: TestServer): readonly string[] {
  return server.asked.map(({ url }) => new URL(url, server.url).search);
}

describe("watch", () => {
  test("tells what is there, then what changes, and goes on where the connection ended", async () => {
    const server = await script(
      list("10", pod("a", "3")),
      events(line("ADDED", pod("b", "11")), line("BOOKMARK", pod("", "15"))),
      events(line("MODIFIED", pod("a", "16")), line("DELETED", pod("b", "17"))),
    );
    expect(await first(4, server)).toEqual([
      "ADDED a 3",
      "ADDED b 11",
      "MODIFIED a 16",
      "DELETED b 17",
    ]);
    const watching = "allowWatchBookmarks=true&timeoutSeconds=240";
    expect(paths(server)).toEqual([
      "?labelSelector=app%3Dx&limit=200",
      `?labelSelector=app%3Dx&watch=1&resourceVersion=10&${watching}`,
      `?labelSelector=app%3Dx&watch=1&resourceVersion=15&${watching}`,
    ]);
  });

  test("after a forgotten version it lists again and tells only the difference", async () => {
    const gone = line("ERROR", { kind: "Status", code: 410, reason: "Expired" });
    const server = await script(
      list("10", pod("a", "1"), pod("b", "2"), pod("c", "3")),
      events(gone),
      list("20", pod("a", "1"), pod("c", "18"), pod("d", "19")),
    );
    expect(await first(6, server)).toEqual([
      "ADDED a 1",
      "ADDED b 2",
      "ADDED c 3",
      "DELETED b 2",
      "MODIFIED c 18",
      "ADDED d 19",
    ]);
  });

  test("a 410 on connecting has the same cure", async () => {
    const server = await script(
      list("10", pod("a", "1")),
      (response) => {
        status(response, 410, "Expired", "too old resource version");
      },
      list("20", pod("b", "19")),
    );
    expect(await first(3, server)).toEqual(["ADDED a 1", "DELETED a 1", "ADDED b 19"]);
  });

  test("outages pass: a cut line, a refused connection, an overloaded server", async () => {
    const server = await script(
      list("10"),
      (response) => {
        response.writeHead(200);
        response.write(line("ADDED", pod("a", "11")));
        response.write('{"type": "MODIF');
        setImmediate(() => response.socket?.destroy());
      },
      (response) => {
        response.socket?.destroy();
      },
      (response) => {
        status(response, 503, "ServiceUnavailable", "restarting");
      },
      events(line("MODIFIED", pod("a", "12"))),
    );
    expect(await first(2, server)).toEqual(["ADDED a 11", "MODIFIED a 12"]);
    expect(paths(server).at(-1)).toContain("resourceVersion=11");
  });

  test("a connection that falls silent is taken for dead", async () => {
    const server = await script(
      list("10"),
      (response) => {
        response.writeHead(200).flushHeaders();
      },
      events(line("ADDED", pod("a", "11"))),
    );
    expect(await first(1, server, { watchSilence: 30 })).toEqual(["ADDED a 11"]);
  });

  test("a line may come in pieces, even within a character", async () => {
    const bytes = Buffer.from(line("ADDED", { ...pod("a", "11"), note: "größer" }));
    const server = await script(list("10"), (response) => {
      response.writeHead(200);
      const pieces = Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1));
      const send = (): void => {
        const piece = pieces.shift();
        if (piece === undefined) return;
        response.write(piece, () => setImmediate(send));
      };
      send();
    });
    expect(await first(1, server)).toEqual(["ADDED a 11"]);
  });

  test("a server that ends every watch at once is not asked without a pause", async () => {
    const clock = instantClock();
    const ends = Array.from({ length: 5 }, () => events());
    const server = await script(list("10"), ...ends, events(line("ADDED", pod("a", "11"))));
    const client = await connect({ server: server.url }, { clock });
    const over = new AbortController();
    for await (const event of client.watch(PODS, { signal: over.signal })) {
      expect(event.object.metadata.name).toBe("a");
      over.abort();
    }
    expect(clock.slept.slice(0, 5).every((pause, at) => pause >= 100 * 2 ** at)).toBe(true);
  });

  test("an event without an end is not waited for", async () => {
    const server = await script(list("10"), (response) => {
      response.writeHead(200);
      const piece = Buffer.alloc(1024 * 1024, "x");
      const more = (): void => {
        if (!response.destroyed) response.write(piece, more);
      };
      more();
    });
    await expect(first(1, server)).rejects.toMatchObject({ code: "MP9128" });
  });

  test("a refusal without an end is not waited for either", async () => {
    const server = await script(
      list("10"),
      (response) => {
        response.writeHead(500);
        response.write("{");
      },
      events(line("ADDED", pod("a", "11"))),
    );
    expect(await first(1, server, { times: { answer: 300 } })).toEqual(["ADDED a 11"]);
  });

  test("what waiting cannot cure is thrown", async () => {
    const server = await script((response) => {
      status(response, 403, "Forbidden", "no");
    });
    await expect(first(1, server)).rejects.toMatchObject({ code: "MP9110" });
  });

  test("ends without an error when it is aborted while it waits", async () => {
    const server = await script(list("10"), () => {
      over.abort();
    });
    const over = new AbortController();
    const client = await connect({ server: server.url });
    for await (const event of client.watch(PODS, { signal: over.signal }))
      throw new Error(`unexpected ${event.type}`);
    expect(server.asked).toHaveLength(2);
  });
});
