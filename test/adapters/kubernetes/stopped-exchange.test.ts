import { EventEmitter } from "node:events";
import type { ClientRequest } from "node:http";
import { expect, test } from "vitest";
import { Exchange } from "../../../src/adapters/kubernetes/exchange.ts";
import { apiServer, connect } from "./api-server.ts";

const REF = { apiVersion: "v1", kind: "Service", namespace: "istio-system", name: "istiod" };
const SWITCHING =
  "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n";

test.each([
  ["is asked", 0],
  ["has said that it goes on", 2],
])(
  "a server that changes to another protocol when it %s is told of, at once",
  async (_, before) => {
    const server = await apiServer((_, response) => {
      response.socket?.write("HTTP/1.1 100 Continue\r\n\r\n".repeat(before) + SWITCHING);
    });
    const client = await connect({ server: server.url });
    const get = client.get(REF);
    await expect(get).rejects.toMatchObject({
      code: "MP9116",
      message: expect.stringContaining("101 Switching Protocols") as string,
    });
    expect(server.asked).toHaveLength(1);
  },
);

test("a watch that is answered with another protocol ends too", async () => {
  const server = await apiServer(({ url }, response) => {
    if (!url.includes("watch=")) {
      response.end(
        '{"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[]}',
      );
      return;
    }
    response.socket?.write(SWITCHING);
  });
  const client = await connect({ server: server.url });
  const { signal, abort } = stoppable();
  const { apiVersion, kind, namespace } = REF;
  const events = client.watch({ apiVersion, kind, namespace }, { signal })[Symbol.asyncIterator]();
  const next = events.next();
  // Each try is one request: a second one is there only because the first has ended.
  await expect
    .poll(() => server.asked.filter(({ url }) => url.includes("watch=")).length)
    .toBeGreaterThan(1);
  abort();
  expect(await next).toMatchObject({ done: true });
});

function stoppable(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    abort: () => {
      controller.abort();
    },
  };
}

/** What Node's request is after it has closed a connection on its own: it does as it is told, and says nothing. */
function mute(): ClientRequest {
  const request = { end: () => undefined, destroy: () => undefined, reusedSocket: false };
  return Object.assign(new EventEmitter(), request) as unknown as ClientRequest;
}

test("whoever stops an exchange ends it, also where the connection says nothing more", async () => {
  const request = { method: "GET", path: "/", headers: {} } as const;
  const asking = new Exchange(mute(), request, 60_000);
  asking.stop(new Error("first"));
  asking.stop(new Error("second"));
  await expect(asking.response).rejects.toThrow("first");

  const outgoing = mute();
  const reading = new Exchange(outgoing, request, 60_000);
  (outgoing as EventEmitter).emit("response", {});
  await reading.response;
  const body = reading.failing(new Promise(() => undefined));
  reading.stop(new Error("stopped"));
  await expect(body).rejects.toThrow("stopped");

  const { signal, abort } = stoppable();
  const aborted = new Exchange(mute(), { ...request, signal }, 60_000);
  abort();
  await expect(aborted.response).rejects.toMatchObject({ name: "AbortError" });
});
