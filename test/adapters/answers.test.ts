import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { bodyOf } from "../../src/adapters/exchange.ts";
import { ApiError } from "../../src/kube/api-error.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { LIMITS } from "../../src/util/limits.ts";
import { apiServer, connect, json } from "./api-server.ts";

const META = { name: "istiod", namespace: "istio-system", uid: "u1", resourceVersion: "7" };
const SERVICE: KubeObject = { apiVersion: "v1", kind: "Service", metadata: META };
const REF = { apiVersion: "v1", kind: "Service", namespace: "istio-system", name: "istiod" };

async function errorOf(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiError) return error;
  throw new Error(`expected an ApiError, got ${String(error)}`);
}

describe("an answer", () => {
  const answering = async (answer: (response: ServerResponse) => void): Promise<ApiError> => {
    const server = await apiServer((_, response) => {
      answer(response);
    });
    const client = await connect({ server: server.url });
    const error = await errorOf(client.get(REF));
    expect(server.asked).toHaveLength(1);
    return error;
  };

  test("that unpacks to more than anybody takes is not unpacked", async () => {
    const error = await answering((response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" });
      response.end(gzipSync(Buffer.alloc(LIMITS.answer.most + 1)));
    });
    expect(error).toMatchObject({ code: "MP9128" });
  });

  test("that goes on beyond the bound is cut off there", async () => {
    const pieces = function* () {
      for (;;) yield Buffer.alloc(100);
    };
    const endless = Object.assign(Readable.from(pieces()), { headers: {} });
    const reading = bodyOf(endless as unknown as IncomingMessage, 1000);
    await expect(reading).rejects.toMatchObject({ kind: "too-large" });
    expect(endless.destroyed).toBe(true);
  });

  test("that is not packed as it says is told as such, at once", async () => {
    const error = await answering((response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" });
      response.end("no gzip");
    });
    expect(error).toMatchObject({ code: "MP9116" });
  });

  test.each<[string, object]>([
    ["its name is missing", { kind: "Service", apiVersion: "v1", metadata: {} }],
    ["its labels are not texts", { ...SERVICE, metadata: { ...META, labels: { a: 1 } } }],
    ["its uid is no text", { ...SERVICE, metadata: { ...META, uid: 7 } }],
    ["its uid is missing", { ...SERVICE, metadata: { ...META, uid: null } }],
    ["it is another object", { ...SERVICE, metadata: { ...META, name: "other" } }],
    [
      "its managedFields are not what an API server keeps",
      { ...SERVICE, metadata: { ...META, managedFields: [null] } },
    ],
    [
      "its managedFields are not what an API server keeps",
      { ...SERVICE, metadata: { ...META, managedFields: [{ fieldsV1: { "f:spec": 1 } }] } },
    ],
  ])("of another shape than an object's: %s", async (why, object) => {
    const error = await answering((response) => {
      json(response, object);
    });
    expect(error.code).toBe("MP9116");
    expect(error.message).toMatch(new RegExp(`: ${why}$`));
  });

  test("nested 20,000 deep is none", async () => {
    const error = await answering((response) => {
      response.end(`{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`);
    });
    expect(error).toMatchObject({ code: "MP9116" });
  });

  test("with nulls where nothing is, and managers without a name, is one", async () => {
    const managedFields = [{ apiVersion: "v1", fieldsV1: { "f:spec": {} } }];
    const server = await apiServer((_, response) => {
      json(response, { ...SERVICE, metadata: { ...META, labels: null, managedFields } });
    });
    const client = await connect({ server: server.url });
    const metadata = {
      ...META,
      managedFields: [{ ...managedFields[0], manager: "", operation: "" }],
    };
    expect(await client.get(REF)).toEqual({ ...SERVICE, metadata });
  });
});
