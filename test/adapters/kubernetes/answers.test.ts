import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Allowance } from "../../../src/adapters/kubernetes/allowance.ts";
import { bodyOf } from "../../../src/adapters/kubernetes/answer-body.ts";
import { Limiter } from "../../../src/adapters/kubernetes/limiter.ts";
import { ApiError } from "../../../src/kube/api-error.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { LIMITS } from "../../../src/util/limits.ts";
import { apiServer, connect, json } from "./api-server.ts";

const META = { name: "istiod", namespace: "istio-system", uid: "u1", resourceVersion: "7" };
const SERVICE: KubeObject = { apiVersion: "v1", kind: "Service", metadata: META };
const PLENTY = new Allowance({ most: Number.MAX_SAFE_INTEGER }, () => 0);
const SERVICES = { apiVersion: "v1", kind: "Service" };
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
    const bounds = { most: 1000, small: 500, large: new Limiter(1), allowance: PLENTY };
    const reading = bodyOf(endless as unknown as IncomingMessage, bounds);
    await expect(reading).rejects.toMatchObject({ kind: "too-large" });
    expect(endless.destroyed).toBe(true);
  });

  test("that unpacks to far more than was sent is given up, however much that is", async () => {
    const error = await answering((response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" });
      response.end(gzipSync(Buffer.alloc(4 * LIMITS.smallAnswer.most, " ")));
    });
    expect(error).toMatchObject({ code: "MP9128" });
    expect(error.message).toMatch(/more than 200 times what was sent/);
  });

  test("of more entries than memory has room for is given up before it is read as JSON", async () => {
    const error = await answering((response) => {
      response.end(`{"items":[${"{},".repeat(LIMITS.answerParts.most)}{}]}`);
    });
    expect(error).toMatchObject({ code: "MP9128" });
    expect(error.message).toMatch(/more than 500,000 entries/);
  });

  test("that comes after as much as a cluster may send at once is given up, and told as such", async () => {
    const body = `{"items":[]${" ".repeat(LIMITS.answer.most - 100)},"metadata":{}}`;
    const server = await apiServer((_, response) => {
      response.end(body);
    });
    // Time stands still, so nothing comes back.
    const clock = { now: () => 0, sleep: () => Promise.resolve() };
    const client = await connect({ server: server.url }, { clock });
    const most = Math.floor(LIMITS.answers.most / body.length);
    for (let at = 0; at < most; at += 1)
      expect(await client.getJson("/x")).toMatchObject({ items: [] });
    const error = await errorOf(client.getJson("/x"));
    expect(error).toMatchObject({ code: "MP9128" });
    expect(error.message).toMatch(/more than 64 MiB at once/);
  });

  test.each([
    [undefined, "MP9129"],
    [() => undefined, "whole"],
  ])("of more objects than are kept is refused, unless they are not kept", async (keep, ends) => {
    const item = `{"metadata":{"name":"x"}}`;
    const count = LIMITS.kept.most / 512 + 1;
    const server = await apiServer((_, response) => {
      response.end(`{"metadata":{},"items":[${`${item},`.repeat(count - 1)}${item}]}`);
    });
    const client = await connect({ server: server.url });
    const found = client.list(SERVICES, keep === undefined ? {} : { keep });
    if (ends === "whole") expect(await found).toMatchObject({ items: [] });
    else expect(await errorOf(found)).toMatchObject({ code: ends });
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

describe("large answers", () => {
  const SMALL = 1000;
  const PIECE = 100;

  /** An answer whose end the test decides on; `taken`: pieces that were asked for. */
  function answer(): { body: IncomingMessage; taken: () => number; end: () => void } {
    let [taken, hasEnded] = [0, false];
    const pieces = function* () {
      while (!hasEnded) {
        taken += 1;
        yield Buffer.alloc(PIECE);
      }
    };
    const body = Object.assign(Readable.from(pieces(), { highWaterMark: 1 }), { headers: {} });
    const end = (): void => {
      hasEnded = true;
    };
    return { body: body as unknown as IncomingMessage, taken: () => taken, end };
  }

  test("are in memory in their own places alone, whatever their number", async () => {
    const large = new Limiter(1);
    const taken = new Gate();
    // Somebody is in the only place.
    const holding = large.run(() => taken.opened);
    let waiting = 0;
    const all = Array.from({ length: 50 }, () => answer());
    const [everybody, begins] = countdown(all.length, () => (waiting += 1));
    const readings = all.map(({ body, end }) =>
      bodyOf(body, {
        most: 100 * SMALL,
        small: SMALL,
        large,
        allowance: PLENTY,
        waiting: { begins, ends: end },
      }),
    );
    await everybody;
    expect(waiting).toBe(50);
    for (const one of all) expect(one.taken()).toBeLessThanOrEqual(SMALL / PIECE + 3);
    taken.open();
    await holding;
    for (const body of await Promise.all(readings)) expect(body.length).toBeGreaterThan(SMALL);
  });

  test("that are given up while they wait take no place, and close their connections", async () => {
    const large = new Limiter(1);
    const taken = new Gate();
    const holding = large.run(() => taken.opened);
    const stop = new AbortController();
    const { body } = answer();
    const [waits, begins] = countdown(1, () => undefined);
    const bounds = {
      most: 100 * SMALL,
      small: SMALL,
      large,
      allowance: PLENTY,
      signal: stop.signal,
    };
    const reading = bodyOf(body, { ...bounds, waiting: { begins, ends: () => undefined } });
    await waits;
    stop.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
    expect(body.destroyed).toBe(true);
    taken.open();
    await holding;
    await large.run(() => Promise.resolve());
  });
});

class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** Resolves when the function was called `times` times. */
function countdown(times: number, also: () => void): [Promise<void>, () => void] {
  const gate = new Gate();
  let left = times;
  const call = (): void => {
    also();
    left -= 1;
    if (left === 0) gate.open();
  };
  return [gate.opened, call];
}
