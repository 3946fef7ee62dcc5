import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { apiServer, connect, status, temporaryFolder } from "./api-server.ts";

describe("credentials that end during a run", () => {
  test("a refused token is renewed once, for requests and watches, and the request made again", async () => {
    const tokenFile = join(await temporaryFolder(), "token");
    await writeFile(tokenFile, "one");
    let accepted = "Bearer one";
    const server = await apiServer(({ headers, url }, response) => {
      if (headers.authorization !== accepted) status(response, 401, "Unauthorized", "Unauthorized");
      else if (url.includes("watch=1")) {
        response.end();
        over.abort();
      } else response.end('{"metadata": {"resourceVersion": "1"}, "items": []}');
    });
    const over = new AbortController();
    const client = await connect({ server: server.url, user: { tokenFile } });
    await client.getJson("/version");
    await writeFile(tokenFile, "two");
    accepted = "Bearer two";
    await client.getJson("/version");
    await writeFile(tokenFile, "three");
    const watching = client.watch({ apiVersion: "v1", kind: "Pod" }, { signal: over.signal });
    accepted = "Bearer three";
    for await (const event of watching) throw new Error(`unexpected ${event.type}`);
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(
      ["one", "one", "two", "two", "three", "three"].map((token) => `Bearer ${token}`),
    );
  });

  test("what is refused again is an error", async () => {
    const tokenFile = join(await temporaryFolder(), "token");
    await writeFile(tokenFile, "one");
    const server = await apiServer((_, response) => {
      status(response, 401, "Unauthorized", "Unauthorized");
    });
    const client = await connect({ server: server.url, user: { tokenFile } });
    await expect(client.getJson("/version")).rejects.toMatchObject({ code: "MP9109" });
    expect(server.asked).toHaveLength(2);
  });
});

describe("OpenID Connect", () => {
  const token = (expires: number): string =>
    [{ alg: "none" }, { exp: expires }, {}]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
  const user = (expires: number, more: object = {}) => ({
    "auth-provider": { name: "oidc", config: { "id-token": token(expires), ...more } },
  });
  const later = Math.floor(Date.now() / 1000) + 3600;

  test("a token that is good is used as it is", async () => {
    const server = await apiServer((_, response) => {
      response.end("{}");
    });
    const client = await connect({ server: server.url, user: user(later) });
    await client.getJson("/version");
    expect(server.asked[0]?.headers.authorization).toBe(`Bearer ${token(later)}`);
  });

  test("one that has expired and cannot be refreshed is an error before anything is sent", async () => {
    const server = await apiServer(() => undefined);
    const client = await connect({ server: server.url, user: user(1000) });
    await expect(client.getJson("/version")).rejects.toMatchObject({ code: "MP9106" });
    expect(server.asked).toEqual([]);
  });

  test("an authority of the issuer is refused, not ignored", async () => {
    const more = { "idp-certificate-authority-data": "x" };
    await expect(
      connect({ server: "https://127.0.0.1:1", user: user(later, more) }),
    ).rejects.toMatchObject({ code: "MP9104" });
  });
});
