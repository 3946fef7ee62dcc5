import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonMap, KubeObject } from "../../src/kube/object.ts";
import type { ActionId } from "../../src/planner/action.ts";
import { deferred, fillDeferred } from "../../src/planner/deferred.ts";
import { sendable } from "../../src/planner/sendable.ts";

const STAND_IN = "dW5rbm93bg==";
const hole = (output: string, sensitive: boolean): Json =>
  deferred({ action: "cluster2/reader-token" as ActionId, output }, "{}", sensitive);

/** Leaves that are plain, secret and known by now, anywhere in maps and lists. */
const leaf = fc.oneof(
  fc.constantFrom<Json>("plain", 1, true, null),
  fc.constantFrom("token", "ca", "ca-key.pem").map((name) => hole(name, true)),
  fc.constant(hole("address", false)),
);
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.dictionary(fc.constantFrom("x", "y", "z"), tie("tree"), { maxKeys: 3 }),
    fc.array(tie("tree"), { maxLength: 3 }),
  ),
}));
const data = fc.dictionary(fc.constantFrom("x", "y", "z"), tree, { maxKeys: 3 });

function object(value: JsonMap): KubeObject {
  return { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data: value };
}

/** What a server may hold in place of a body: the same, another value, or something of another shape. */
function live(value: Json, keep: () => number): Json {
  if (keep() === 0) return "something else";
  if (Array.isArray(value)) return value.map((item) => live(item as Json, keep));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, live(item as Json, keep)]),
    );
  return value;
}

const SECRET = (output: string): string => `secret-${output}`;
const secretsIn = (value: unknown): readonly string[] =>
  JSON.stringify(value ?? null).match(/secret-(?:token|ca)/g) ?? [];

describe("what may be sent to a server before anybody approved the plan", () => {
  test("holds no secret but those that this server holds in the same place", () => {
    fc.assert(
      fc.property(data, fc.array(fc.nat(4), { minLength: 1 }), (value, keeps) => {
        const body = object(value);
        const filled = fillDeferred(body, ({ output }) =>
          output === "address" ? "192.0.2.9" : SECRET(output),
        ) as KubeObject;
        let at = 0;
        const there = live(filled, () => keeps[(at += 1) % keeps.length] ?? 1) as KubeObject;
        const sent = sendable({ state: "secret", body, filled }, there);
        expect(secretsIn(sent).length).toBeLessThanOrEqual(secretsIn(there).length);
        expect(secretsIn(sendable({ state: "secret", body, filled }, undefined))).toEqual([]);
        expect(sendable({ state: "secret", body, filled }, filled)).toBe(filled);
        expect(JSON.stringify(sent).replaceAll(STAND_IN, "")).toBe(
          JSON.stringify(differing(filled, sent)).replaceAll(STAND_IN, ""),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("is stand-ins where nothing is known", () => {
    const body = object({ token: hole("token", true), plain: "x" });
    expect(sendable({ state: "waiting", body }, body)["data"]).toEqual({
      token: STAND_IN,
      plain: "x",
    });
  });
});

/** `filled` with the stand-ins of `sent` in it: nothing else may be different. */
function differing(filled: Json | undefined, sent: Json | undefined): Json | undefined {
  if (sent === STAND_IN) return STAND_IN;
  if (Array.isArray(filled) && Array.isArray(sent))
    return filled.map((item, at) => differing(item as Json, sent[at] as Json) ?? null);
  if (typeof filled === "object" && filled !== null && typeof sent === "object" && sent !== null)
    return Object.fromEntries(
      Object.entries(filled).map(([key, item]) => [
        key,
        differing(item as Json, (sent as JsonMap)[key]),
      ]),
    );
  return filled;
}
