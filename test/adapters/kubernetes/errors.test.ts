import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ApiError } from "../../../src/kube/api-error.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { SecretRegistry } from "../../../src/util/secret-registry.ts";
import { apiServer, base64, connect, status } from "./api-server.ts";
import { AUTHORITY, CLIENT_CERTIFICATE, CLIENT_KEY, OTHER_AUTHORITY } from "./certificates.ts";

const REF = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace: "istio-system",
  name: "istiod",
};

async function errorOf(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiError) return error;
  throw new Error(`expected an ApiError, got ${String(error)}`);
}

/** An error as a person reads it. */
function read({ code, message, nextSteps }: ApiError): string {
  return [`${code}: ${message}`, ...nextSteps.map((step) => `  next: ${step}`)].join("\n");
}

async function refusal(code: number, reason: string, message: string): Promise<string> {
  const server = await apiServer((_, response) => {
    status(response, code, reason, message);
  });
  const client = await connect({ server: server.url });
  const error = await errorOf(client.getJson("/apis/apps/v1/deployments"));
  return read(error).replaceAll(server.url, "https://SERVER");
}

describe("what a refusal says", () => {
  test("every class has its code, one sentence and the next step", async () => {
    const forbidden =
      'deployments.apps "istiod" is forbidden: User "jane" cannot patch resource "deployments" in API group "apps" in the namespace "istio-system"';
    const said = [
      await refusal(401, "Unauthorized", "Unauthorized"),
      await refusal(403, "Forbidden", forbidden),
      await refusal(403, "Forbidden", "exceeded quota"),
      await refusal(403, "", ""),
      await refusal(404, "NotFound", 'namespaces "nope" not found'),
      await refusal(409, "Conflict", "the object has been modified"),
      await refusal(413, "RequestEntityTooLarge", "too large"),
      await refusal(422, "Invalid", "spec.selector: field is immutable"),
      await refusal(429, "TooManyRequests", "later"),
      await refusal(500, "", "failed to create typed patch object (a/b): .spec.x: unknown"),
      await refusal(500, "InternalError", 'failed calling webhook "v.istio.io": refused'),
      await refusal(503, "ServiceUnavailable", "shutting down"),
      await refusal(302, "", ""),
    ];
    await expect(`${said.join("\n\n")}\n`).toMatchFileSnapshot("goldens/refusals.txt");
  });

  test("an answer that is not JSON is not from an API server", async () => {
    const server = await apiServer((_, response) => {
      response.writeHead(200, { "Content-Type": "text/html" }).end("<h1>Please log in</h1>");
    });
    const client = await connect({ server: server.url });
    expect(await errorOf(client.get(REF))).toMatchObject({ code: "MP9116" });
  });
});

describe("when no answer comes", () => {
  test("nobody listens", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const client = await connect({ server: `https://127.0.0.1:${String(port)}` });
    expect(await errorOf(client.get(REF))).toMatchObject({
      code: "MP9107",
      message: `cluster1 cannot be reached at https://127.0.0.1:${String(port)}: connection refused`,
      api: { status: 0 },
    });
  });

  test("what listens does not speak TLS", async () => {
    const plain = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const { port } = plain.address() as AddressInfo;
    const client = await connect({ server: `https://127.0.0.1:${String(port)}` });
    expect(await errorOf(client.get(REF))).toMatchObject({ code: "MP9116" });
    plain.close();
  });

  test("the certificate is of another authority, or for another name", async () => {
    const server = await apiServer(() => undefined);
    const other = { "certificate-authority-data": base64(OTHER_AUTHORITY) };
    const strange = await connect({ server: server.url, cluster: other });
    expect(await errorOf(strange.get(REF))).toMatchObject({ code: "MP9108" });
    const name = {
      "certificate-authority-data": base64(AUTHORITY),
      "tls-server-name": "other.example",
    };
    const misnamed = await connect({ server: server.url, cluster: name });
    expect(await errorOf(misnamed.get(REF))).toMatchObject({
      code: "MP9108",
      message: `cluster1 at ${server.url} shows a certificate that is not trusted: it is for another name`,
    });
    expect(server.asked).toEqual([]);
  });

  test("the server takes longer than one request may take", async () => {
    const server = await apiServer(() => undefined);
    const client = await connect({ server: server.url }, { times: { answer: 50 } });
    expect(await errorOf(client.get(REF))).toMatchObject({ code: "MP9115" });
    expect(server.asked).toHaveLength(1);
  });

  test("what listens never finishes the handshake", async () => {
    const silent = createServer((socket) => {
      socket.on("error", () => undefined);
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const server = `https://127.0.0.1:${String(port)}`;
    const client = await connect({ server }, { times: { connect: 20 } });
    expect(await errorOf(client.get(REF))).toMatchObject({
      code: "MP9107",
      message: `cluster1 cannot be reached at ${server}: no answer`,
    });
    silent.close();
  });
});

describe("who asks", () => {
  test("a certificate for another name is taken where the kubeconfig says so", async () => {
    const server = await apiServer((_, response) => {
      response.end("{}");
    });
    const cluster = {
      "certificate-authority-data": base64(AUTHORITY),
      "tls-server-name": "api.example",
    };
    const client = await connect({ server: server.url, cluster });
    expect(await client.getJson("/version")).toEqual({});
  });

  test("a client certificate is shown on every connection, watches too", async () => {
    const server = await apiServer(({ url }, response) => {
      const isWatch = url.includes("watch=1");
      response.end(isWatch ? "" : '{"metadata": {"resourceVersion": "1"}, "items": []}');
      if (isWatch) over.abort();
    });
    const over = new AbortController();
    const user = {
      "client-certificate-data": base64(CLIENT_CERTIFICATE),
      "client-key-data": base64(CLIENT_KEY),
    };
    const client = await connect({ server: server.url, user });
    for await (const event of client.watch(
      { apiVersion: "v1", kind: "Pod" },
      { signal: over.signal },
    ))
      throw new Error(`unexpected ${event.type}`);
    expect(server.asked.map(({ client: name }) => name)).toEqual(["jane", "jane"]);
  });

  test("a fixed token that is refused is not tried again", async () => {
    const server = await apiServer((_, response) => {
      status(response, 401, "Unauthorized", "Unauthorized");
    });
    const client = await connect({ server: server.url });
    expect(await errorOf(client.get(REF))).toMatchObject({ code: "MP9109" });
    expect(server.asked).toHaveLength(1);
  });
});

describe("secrets", () => {
  const secret = (token: string): KubeObject => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "remote", namespace: "istio-system" },
    data: { token: base64(token) },
  });

  test("an error holds nothing of a Secret or of the token that asked, even when the server quotes them", async () => {
    let reply = "";
    const server = await apiServer(({ headers }, response) => {
      status(response, 422, "Invalid", `${reply} ${String(headers.authorization)}`);
    });
    const client = await connect({ server: server.url });
    await fc.assert(
      fc.asyncProperty(
        fc.string({
          minLength: 24,
          maxLength: 60,
          unit: fc.constantFrom("a", "b", "Y", "Z", "0", "9"),
        }),
        fc.boolean(),
        fc.nat(8),
        async (token, encoded, cut) => {
          const shown = encoded ? base64(token) : token;
          reply = `Invalid value: "${shown.slice(cut)}": no`;
          const error = await errorOf(client.apply(secret(token)));
          const everything = JSON.stringify([error.message, error.nextSteps, error.api]);
          expect(everything).not.toContain(shown.slice(cut));
          expect(everything).not.toContain("s3cret-token-of-jane");
        },
      ),
      { numRuns: 30 },
    );
  });

  const SPELLINGS: readonly ((text: string) => string)[] = [
    (text) => text,
    base64,
    (text) => Buffer.from(text).toString("hex"),
    (text) => encodeURIComponent(text),
    (text) => JSON.stringify(JSON.stringify(text)),
  ];

  test("no refusal of any status holds the credentials that asked or what was sent, however it is spelt", async () => {
    let answered: readonly [status: number, reason: string] = [400, ""];
    const server = await apiServer(({ headers, body }, response) => {
      const [code, reason] = answered;
      const said = [String(headers.authorization).slice(7), String(headers.authorization), body];
      const echo = said.flatMap((text) => SPELLINGS.map((spell) => spell(text))).join(" ");
      const causes = [{ reason: "FieldManagerConflict", field: `.data.${echo}`, message: echo }];
      const details = reason === "FieldManagerConflict" ? { details: { causes } } : {};
      const text = JSON.stringify({ kind: "Status", message: echo, reason, ...details });
      response.writeHead(code, { warning: `299 - "${said[0] ?? ""}"` }).end(text);
    });
    const client = await connect({ server: server.url });
    const token = "eyJhbGciOiJub25lIn0.aVeryLongTokenOfAReader.signature";
    const codes = [400, 401, 403, 404, 409, 410, 413, 415, 422, 500, 502, 503, 504, 302];
    const all = [
      ...codes.map((code) => [code, "Conflict"] as const),
      [409, "FieldManagerConflict"] as const,
    ];
    for (const each of all) {
      answered = each;
      const result: unknown = await client.apply(secret(token)).catch((error: unknown) => error);
      const told =
        result instanceof ApiError
          ? [result.message, result.nextSteps, result.api, result.stack]
          : result;
      const text = JSON.stringify(told);
      for (const one of ["s3cret-token-of-jane", token])
        for (const spell of SPELLINGS) expect(text).not.toContain(spell(one).slice(1, -1));
    }
    expect(server.asked.length).toBeGreaterThanOrEqual(all.length);
  });

  test("what a server gives or takes as a Secret is known from then on, but not its certificates and addresses", async () => {
    const secrets = new SecretRegistry();
    const kubeconfig =
      "users:\n- user:\n    token: tokenOfAReaderInAKubeconfig\nserver: https://api.example:6443\n";
    const data = {
      "ca.crt": base64(AUTHORITY),
      namespace: base64("istio-system"),
      token: base64("tokenOfAServiceAccount"),
      kubeconfig: base64(kubeconfig),
      "ca-key.pem": base64(CLIENT_KEY),
    };
    const server = await apiServer((_, response) => {
      const metadata = { name: "all", namespace: "istio-system", uid: "1", resourceVersion: "2" };
      response.end(JSON.stringify({ ...secret(""), metadata, data }));
    });
    const client = await connect({ server: server.url }, { secrets });
    await client.get({ apiVersion: "v1", kind: "Secret", namespace: "istio-system", name: "all" });
    const held = [...Object.values(data), ...Object.values(data).map((one) => atob(one))];
    expect(held.map((one) => secrets.holds(one))).toEqual([
      ...[false, false, true, true, true],
      ...[false, false, true, true, true],
    ]);
    expect(secrets.holds("server: https://api.example:6443")).toBe(false);
    expect(secrets.holds(CLIENT_CERTIFICATE)).toBe(false);
    expect(secrets.holds(base64(CLIENT_CERTIFICATE))).toBe(false);
  });
});
