import { expect, test } from "vitest";
import type { SentRequest } from "../../../src/adapters/kubernetes/requester.ts";
import { apiServer, connect, json, status } from "./api-server.ts";

test("every attempt is told once it has ended, and a watch once it is open", async () => {
  let times = 0;
  const server = await apiServer(({ url }, response) => {
    times += 1;
    if (url.endsWith("/version") && times === 1) {
      status(response, 503, "ServiceUnavailable", "not now", { headers: { "Retry-After": "1" } });
    } else if (url.includes("watch=1")) {
      response.writeHead(200);
      response.write("\n");
    } else json(response, { items: [], metadata: { resourceVersion: "7" } });
  });
  const sent: SentRequest[] = [];
  let onSent: (one: SentRequest) => void = () => undefined;
  let now = 0;
  const clock = { now: () => (now += 5), sleep: () => Promise.resolve() };
  const allSent = new Promise<void>((resolve) => {
    onSent = (one) => {
      if (sent.push(one) === 4) resolve();
    };
  });
  const client = await connect({ server: `${server.url}/behind` }, { clock, onSent });
  await client.getJson("/version");
  const ended = new AbortController();
  const watching = client.watch({ apiVersion: "v1", kind: "Node" }, { signal: ended.signal });
  const reading = (async () => {
    for await (const event of watching) throw new Error(`nothing was to come: ${event.type}`);
  })();
  await Promise.race([allSent, reading]);
  ended.abort();
  await reading.catch(() => undefined);
  const url = `${server.url}/behind`;
  expect(sent.map((one) => ({ ...one, url: one.url.replace(/&timeoutSeconds=.*/, "") }))).toEqual(
    [
      [`${url}/version`, "503"],
      [`${url}/version`, "200"],
      [`${url}/api/v1/nodes?limit=200`, "200"],
      [`${url}/api/v1/nodes?watch=1&resourceVersion=7&allowWatchBookmarks=true`, "open"],
    ].map(([to, how]) => ({
      cluster: "cluster1",
      method: "GET",
      url: to,
      ended: how,
      milliseconds: expect.any(Number) as number,
    })),
  );
});
