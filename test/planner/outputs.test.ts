import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { makeRoot } from "../../src/certs/root.ts";
import type { Json, KubeObject } from "../../src/kube/object.ts";
import type { ActionId } from "../../src/planner/action.ts";
import { deferred, fillDeferred } from "../../src/planner/deferred.ts";
import { desiredObject, wholeBody } from "../../src/planner/desired-object.ts";
import { hole, type Output, outputNamed, OUTPUTS, outputValue } from "../../src/planner/outputs.ts";
import { sendable, withStandIns } from "../../src/planner/sendable.ts";
import { outlinePlan } from "../report/outline-plan.ts";
import { emptyCluster, SEED_TEXT } from "./seed.ts";
import type { ClusterName } from "../../src/mesh/model.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const HOSTILE = ['x",\n evil, "y', '"', "\\", "a: b", "a\nb: c", "#x", "{{", "{}", "'", "\u2028"];
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.domain(),
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("0", "1", "9", "a", "f", ":", ".", "-") }),
);
const REF = { action: "a/gateway-address" as ActionId, output: "address" };
const doubled = (text: string): string => text.replace(/[{}]/g, "$&$&");

/** A text with the place of the value in it, filled. */
function filled(before: string, after: string, value: string): string {
  const leaf = deferred(REF, `${doubled(before)}{}${doubled(after)}`);
  return fillDeferred(leaf, () => value) as string;
}

describe("a value that goes into objects of other clusters", () => {
  test("law: in a JSON document it is one string, whatever it is", () => {
    const key = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom(...HOSTILE),
        key,
        (any, bad, name) => {
          for (const value of [any, bad])
            for (const indent of [0, 2]) {
              const document = { [name]: { "{}": ["https://@:15012", 1] }, last: {} };
              const text = JSON.stringify(document, null, indent);
              const place = text.indexOf("https://@") + "https://".length;
              const made = filled(text.slice(0, place), text.slice(place + 1), value);
              const expected = { [name]: { "{}": [`https://${value}:15012`, 1] }, last: {} };
              expect(JSON.parse(made) as Json).toEqual(JSON.parse(JSON.stringify(expected)));
            }
        },
      ),
    );
  });

  test("law: an address that is taken says nothing else in YAML either, plain or quoted", () => {
    let taken = 0;
    fc.assert(
      fc.property(address, (text) => {
        const { value } = { value: undefined, ...outputValue("address", text) };
        if (value === undefined) return;
        taken += 1;
        expect(value).toBe(text);
        const make = (quote: string): unknown =>
          parse(filled(`a:\n  b: ${quote}https://`, `:15012${quote}\nc: 1\n`, value));
        for (const quote of ["", '"', "'"])
          expect(make(quote)).toEqual({ a: { b: `https://${value}:15012` }, c: 1 });
      }),
      { numRuns: 1000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  test.each([
    ["token", base64("eyJhbGciOi.J9-_~+/="), true],
    ["token", base64("a b"), false],
    ["token", base64("a\nb"), false],
    ["token", base64('a"'), false],
    ["token", "not base64!", false],
    ["token", "", false],
    ["checksum", "0af9", true],
    ["checksum", "0AF9", false],
    ["checksum", "", false],
    ["ca", base64("the CA"), false],
    ["ca", "%%%", false],
    ["ca", base64(makeRoot("m", new Date(0))), false],
  ] as const)("a %s %j is taken: %s, and is not quoted", (output, text, expected) => {
    const { problem } = outputValue(output, text);
    expect(problem === undefined).toBe(expected);
    if (problem !== undefined && text !== "") expect(problem).not.toContain(text);
  });

  test("a CA travels as certificates alone", () => {
    const root = makeRoot("m", new Date(0));
    const certificate = /-----BEGIN CERTIFICATE[^]*?END CERTIFICATE-----\n/.exec(root)?.[0] ?? "";
    expect(outputValue("ca", base64(`# t0ken\n${certificate}`))).toEqual({
      value: base64(certificate),
    });
  });
});

describe("an output that is added as a row", () => {
  const rows: Record<string, Output> = OUTPUTS;
  beforeAll(() => {
    rows["dummy"] = {
      secret: true,
      standIn: "nobody",
      check: (text) => (text === "wrong" ? { problem: "is wrong" } : { value: text }),
      live: ({ facts }) => facts.get("a" as ClusterName)?.server,
    };
  });
  afterAll(() => {
    delete rows["dummy"];
  });
  const made = "a/gateway-address" as ActionId;
  const body = (): KubeObject => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "s" },
    data: { url: hole(made, "dummy") },
  });

  test("is a hole that nobody sees into, with what stands for it before it is there", () => {
    expect(body()["data"]).toEqual({ url: expect.objectContaining({ sensitive: true }) as Json });
    expect(withStandIns(body())["data"]).toEqual({ url: "nobody" });
    const object = desiredObject(body(), () => "https://a.example");
    expect(wholeBody(object)?.["data"]).toEqual({ url: "https://a.example" });
    expect(sendable(object, undefined)["data"]).toEqual({ url: "nobody" });
  });

  test("is checked where it is handed out, and found where it is live", () => {
    expect(outputValue("dummy", "wrong")).toEqual({ problem: "is wrong" });
    const facts = new Map([["a" as ClusterName, emptyCluster("a")]]);
    const at = { ref: { action: made, output: "dummy" }, facts, body: body(), roots: [] };
    const [action] = outlinePlan(SEED_TEXT).actions;
    if (action === undefined) throw new Error("a plan without actions");
    const live = outputNamed("dummy").live?.({ ...at, action, plan: { actions: [action] } });
    expect(live).toBe("https://a.example:6443");
  });
});
