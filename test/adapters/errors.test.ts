import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redact } from "../../src/adapters/redact.ts";
import { ApiError } from "../../src/kube/api-error.ts";
import type { KubeObject } from "../../src/kube/object.ts";
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

  test("what is no secret stays readable", () => {
    expect(redact("spec.type: Invalid value", ["abcdefgh"])).toBe("spec.type: Invalid value");
    expect(redact('token "abcdefgh" refused', ["abcdefgh"])).toBe('token "(sensitive)" refused');
  });
});
