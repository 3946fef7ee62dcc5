import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { handshake } from "../../../src/adapters/kubernetes/handshake.ts";
import type { KubeconfigPolicy } from "../../../src/adapters/kubernetes/kubeconfig-policy.ts";
import { apiServer, connect, json, transport } from "./api-server.ts";
import { AUTHORITY, SERVER_CERTIFICATE } from "./certificates.ts";

const fine = (_: unknown, response: { end: (text: string) => void }): void => {
  response.end("{}");
};

test("says what a server shows and sends it nothing, whoever signed it", async () => {
  const server = await apiServer(fine);
  const shown = await handshake({ server: server.url, tlsServerName: "not.its.name" });
  // It sends its issuer along, whom nobody here trusts.
  expect(shown).toEqual([SERVER_CERTIFICATE, AUTHORITY]);
  expect({ asked: server.asked.length, connections: server.connections() }).toEqual({
    asked: 0,
    connections: 1,
  });
});

test("says why where nobody answers, or not with TLS", async () => {
  const plain = createServer((socket) => {
    socket.end("HTTP/1.0 400 Bad Request\r\n\r\n");
    socket.on("error", () => undefined).resume();
  });
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
  const { port } = plain.address() as AddressInfo;
  const way = { server: `https://127.0.0.1:${String(port)}`, tlsServerName: "127.0.0.1" };
  expect(await handshake(way)).toEqual({
    untried: expect.stringMatching(/^E(RR_SSL|PROTO)/) as string,
  });
  await new Promise((resolve) => plain.close(resolve));
  expect(await handshake(way)).toEqual({ untried: "ECONNREFUSED" });
});

test("a connection of our own remembers what its server showed, without what only we trust", async () => {
  const server = await apiServer(fine);
  const client = await connect({ server: server.url });
  expect(client.shown()).toEqual([]);
  await client.getJson("/version");
  expect(client.shown()).toEqual([SERVER_CERTIFICATE]);
  expect(client.authority).toBe(AUTHORITY);
});

test("a connection of our own knows how far the clock of its server is ahead", async () => {
  const told = ["Tue, 01 Jan 2030 00:01:00 GMT", "no time", "Mon, 31 Dec 2029 23:59:00 GMT"];
  const server = await apiServer((_, response) => {
    json(response, {}, { headers: { Date: told.shift() ?? "" } });
  });
  const now = Date.parse("2030-01-01T00:00:00Z");
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const client = await connect({ server: server.url }, { clock });
  const read: unknown[] = [client.ahead()];
  for (let times = 0; times < 3; times += 1) {
    await client.getJson("/version");
    read.push(client.ahead());
  }
  expect(read).toEqual([undefined, 60_000, 60_000, -60_000]);
});

test("no host is contacted for a file of a stranger, and none beside the contexts that an operator lists", () => {
  const withPolicy = (policy: KubeconfigPolicy): boolean => "handshake" in transport({ policy });
  expect(withPolicy({})).toBe(true);
  expect(withPolicy({ untrusted: true })).toBe(false);
  expect(withPolicy({ contexts: new Set(["cluster1"]) })).toBe(false);
});
