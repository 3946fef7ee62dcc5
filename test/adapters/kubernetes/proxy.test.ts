import { createServer, type IncomingMessage } from "node:http";
import {
  type AddressInfo,
  connect as connectTo,
  createServer as createTcpServer,
  type Socket,
} from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { proxyFromEnvironment, proxySetting } from "../../../src/adapters/kubernetes/proxy.ts";
import { SecretRegistry } from "../../../src/util/secret-registry.ts";
import { apiServer, base64, connect, json } from "./api-server.ts";
import { AUTHORITY } from "./certificates.ts";

const PROXY = "http://proxy.example:3128";

/** As Go finds it. Source: golang.org/x/net, http/httpproxy/proxy_test.go. */
test.each<[server: string, env: { readonly [name: string]: string }, proxy: string | undefined]>([
  ["https://api.example", {}, undefined],
  ["https://api.example", { HTTP_PROXY: PROXY }, undefined],
  ["https://api.example", { HTTPS_PROXY: PROXY }, `${PROXY}/`],
  ["https://api.example", { https_proxy: PROXY }, `${PROXY}/`],
  ["https://api.example", { HTTPS_PROXY: PROXY, https_proxy: "http://other" }, `${PROXY}/`],
  ["https://api.example", { HTTPS_PROXY: "proxy.example:3128" }, `${PROXY}/`],
  ["https://localhost:6443", { HTTPS_PROXY: PROXY }, undefined],
  ["https://127.0.0.2:6443", { HTTPS_PROXY: PROXY }, undefined],
  ["https://[::1]:6443", { HTTPS_PROXY: PROXY }, undefined],
  ["https://api.example", { HTTPS_PROXY: PROXY, NO_PROXY: "*" }, undefined],
  ["https://api.example", { HTTPS_PROXY: PROXY, NO_PROXY: "example" }, undefined],
  ["https://api.example", { HTTPS_PROXY: PROXY, no_proxy: "x, API.example" }, undefined],
  ["https://api.example", { HTTPS_PROXY: PROXY, NO_PROXY: ".example" }, undefined],
  ["https://api.example", { HTTPS_PROXY: PROXY, NO_PROXY: "*.example" }, undefined],
  ["https://api.example", { HTTPS_PROXY: PROXY, NO_PROXY: ".api.example" }, `${PROXY}/`],
  ["https://api.example", { HTTPS_PROXY: PROXY, NO_PROXY: "i.example" }, `${PROXY}/`],
  ["https://api.example:6443", { HTTPS_PROXY: PROXY, NO_PROXY: "api.example:6443" }, undefined],
  ["https://api.example:6443", { HTTPS_PROXY: PROXY, NO_PROXY: "api.example:443" }, `${PROXY}/`],
  ["https://10.1.2.3", { HTTPS_PROXY: PROXY, NO_PROXY: "10.0.0.0/8" }, undefined],
  ["https://10.1.2.3", { HTTPS_PROXY: PROXY, NO_PROXY: "10.2.0.0/16" }, `${PROXY}/`],
  ["https://10.1.2.3", { HTTPS_PROXY: PROXY, NO_PROXY: "10.1.2.3:443" }, undefined],
  ["https://[fd00::7]", { HTTPS_PROXY: PROXY, NO_PROXY: "fd00::/8" }, undefined],
  ["https://[fd00::7]", { HTTPS_PROXY: PROXY, NO_PROXY: "[fd00::7]:443" }, undefined],
  ["https://10.1.2.3", { HTTPS_PROXY: PROXY, NO_PROXY: "10.0.0.0/99,/8,:443" }, `${PROXY}/`],
])("%s with %j goes through %s", (server, env, proxy) => {
  expect(proxyFromEnvironment(server, env)?.url.href).toBe(proxy);
});

test.each<[{ readonly [name: string]: string }, ReturnType<typeof proxySetting>]>([
  [{ HTTP_PROXY: "http://p" }, undefined],
  [{ https_proxy: "p.example:3128" }, { text: "https_proxy http://p.example:3128" }],
  [
    { HTTPS_PROXY: "http://me:secret@p", no_proxy: " .corp, 10.0.0.0/8" },
    { text: "HTTPS_PROXY http://p, but for NO_PROXY .corp,10.0.0.0/8" },
  ],
  [{ HTTPS_PROXY: "http://" }, { text: "HTTPS_PROXY is no URL", unused: true }],
])("a person is told of %o: %o", (env, told) => {
  expect(proxySetting(env)).toEqual(told);
});

describe("through a proxy", () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** Connects every host to this machine; a test says what else it answers. */
  async function proxy(answer?: string) {
    const asked: Pick<IncomingMessage, "url" | "headers">[] = [];
    const sockets: Socket[] = [];
    const server = createServer();
    server.on("connect", ({ url = "", headers }: IncomingMessage, socket: Socket) => {
      asked.push({ url, headers });
      sockets.push(socket);
      if (answer !== undefined) {
        socket.end(`HTTP/1.1 ${answer}\r\n\r\n`);
        return;
      }
      const onward = connectTo(Number(url.split(":").at(-1)), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return { asked, host: `127.0.0.1:${String(port)}` };
  }

  async function server() {
    const api = await apiServer((_, response) => {
      json(response, { gitVersion: "v1.35.4" });
    });
    return { api, named: api.url.replace("127.0.0.1", "api.example") };
  }

  test("of the environment, with its login: the proxy sees where to, and nothing else", async () => {
    const { api, named } = await server();
    const { asked, host } = await proxy();
    const secrets = new SecretRegistry();
    const client = await connectThrough(
      named,
      { HTTPS_PROXY: `http://jane:pass-of-the-proxy@${host}` },
      secrets,
    );
    expect(await client.getJson("/version")).toEqual({ gitVersion: "v1.35.4" });
    await client.getJson("/version");
    expect(api.asked).toHaveLength(2);
    const to = named.replace("https://", "");
    expect(asked).toEqual([
      {
        url: to,
        headers: {
          host: to,
          connection: expect.any(String) as string,
          "proxy-authorization": `Basic ${base64("jane:pass-of-the-proxy")}`,
        },
      },
    ]);
    expect(secrets.redact("pass-of-the-proxy")).not.toContain("pass-of-the-proxy");
  });

  test("of the kubeconfig, which comes before that of the environment", async () => {
    const { named } = await server();
    const { asked, host } = await proxy();
    const cluster = { ...TRUSTED, "proxy-url": `http://${host}` };
    const client = await connectThrough(
      named,
      { HTTPS_PROXY: "http://127.0.0.1:1" },
      new SecretRegistry(),
      cluster,
    );
    expect(await client.getJson("/version")).toEqual({ gitVersion: "v1.35.4" });
    expect(asked).toHaveLength(1);
  });

  test("that refuses: the error names it, without who logs in", async () => {
    const { named } = await server();
    const { host } = await proxy("407 Proxy Authentication Required");
    const client = await connectThrough(named, {
      https_proxy: `http://jane:pass-of-the-proxy@${host}`,
    });
    await expect(client.getJson("/version")).rejects.toMatchObject({
      code: "MP9107",
      message: `cluster1 cannot be reached at ${named} through the proxy http://${host} of https_proxy: the proxy answers 407`,
    });
  });

  test("that is not there: the error names it", async () => {
    const client = await connectThrough("https://api.example", {
      HTTPS_PROXY: "http://127.0.0.1:1",
    });
    await expect(client.getJson("/version")).rejects.toMatchObject({
      message:
        "cluster1 cannot be reached at https://api.example through the proxy http://127.0.0.1:1 of HTTPS_PROXY: connection refused",
    });
  });

  /** Answers whatever it is asked with these bytes, and ends the connection. */
  async function breaking(answer: string, end: "ends" | "is reset") {
    const server = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => {
        if (end === "is reset" && answer === "") socket.resetAndDestroy();
        else if (end === "ends") socket.end(answer);
        else
          socket.write(answer, () => {
            socket.resetAndDestroy();
          });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => {
      server.close();
    });
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  const BEGINNINGS = [
    "",
    "HTTP/1.1 2",
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nhello",
    "SSH-2.0-OpenSSH_9.6\r\n",
    "\u0015\u0003\u0001\u0000\u0002\u0002(",
  ];
  test.each(
    BEGINNINGS.flatMap((answer) =>
      (["ends", "is reset"] as const).map((end) => [JSON.stringify(answer), end, answer] as const),
    ),
  )("that answers %s and then %s: an error that names it", async (_, end, answer) => {
    const url = await breaking(answer, end);
    const client = await connectThrough("https://api.example", { HTTPS_PROXY: url });
    await expect(client.getJson("/version")).rejects.toMatchObject({
      code: "MP9107",
      message: expect.stringContaining(`through the proxy ${url} of HTTPS_PROXY: `) as string,
    });
  });

  test.each([
    [
      "does not speak HTTPS",
      async () => await breaking("HTTP/1.1 400 Bad Request\r\n\r\n", "ends"),
    ],
    ["is not trusted", async () => (await server()).api.url],
  ])("that is asked by TLS and %s: the error says so of the proxy", async (told, start) => {
    const url = (await start()).replace(/^https?/, "https");
    const client = await connectThrough("https://api.example", { HTTPS_PROXY: url });
    await expect(client.getJson("/version")).rejects.toMatchObject({
      code: "MP9107",
      message: expect.stringMatching(
        new RegExp(`through the proxy ${url} of .*the proxy.* ${told}`),
      ) as string,
    });
  });

  const TRUSTED = { "certificate-authority-data": base64(AUTHORITY) };

  async function connectThrough(
    to: string,
    variables: { readonly [name: string]: string },
    secrets = new SecretRegistry(),
    cluster: object = TRUSTED,
  ) {
    return await connect({ server: to, cluster, variables }, { secrets });
  }
});
