import { beforeAll, describe, expect, test } from "vitest";
import type { JsonMap } from "../../src/kube/object.ts";
import {
  apply,
  at,
  type ContractTarget,
  ownersIn,
  refusal,
  until,
  urlOf,
  versionOf,
} from "./target.ts";

const GROUP = "contract.example.com";
const DEFINITION = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.${GROUP}`;
const text = { type: "string" };

const definition: JsonMap = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `things.${GROUP}` },
  spec: {
    group: GROUP,
    scope: "Namespaced",
    names: { kind: "Thing", plural: "things" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["size"],
                properties: {
                  size: { type: "integer", minimum: 1 },
                  color: { ...text, enum: ["red", "blue"], default: "red" },
                  keyed: {
                    type: "array",
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["name"],
                    items: {
                      type: "object",
                      required: ["name"],
                      properties: { name: text, value: text },
                    },
                  },
                  plain: { type: "array", items: text },
                  free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                },
              },
              status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            },
          },
        },
      },
    ],
  },
};

function thing(name: string, spec: JsonMap): JsonMap {
  return { apiVersion: `${GROUP}/v1`, kind: "Thing", metadata: { name }, spec };
}

const urlOfThing = (name: string): string => urlOf("things", name, `${GROUP}/v1`);
const leaf = {};

/** Custom kinds: served after their definition, merged and checked by its schema. */
export function customCases(target: () => ContractTarget): void {
  describe("custom kinds", () => {
    beforeAll(async () => {
      await apply(target(), DEFINITION, definition);
      await until(
        () => target().request("GET", urlOf("things", "", `${GROUP}/v1`)),
        ({ status }) => status === 200,
      );
    });

    test("the definition becomes Established and keeps its resourceVersion when applied again", async () => {
      const settled = await until(
        () => target().request("GET", DEFINITION),
        ({ body }) =>
          JSON.stringify(at(body, "status", "conditions") ?? null).includes("Established"),
      );
      const again = await apply(target(), DEFINITION, definition);
      expect(versionOf(again)).toBe(versionOf(settled));
      expect(at(again.body, "spec", "names")).toEqual({
        kind: "Thing",
        plural: "things",
        singular: "thing",
        listKind: "ThingList",
      });
    });

    test("defaults are filled in and owned by nobody", async () => {
      const answer = await apply(target(), urlOfThing("one"), thing("one", { size: 3 }));
      expect(answer.status).toBe(201);
      expect(at(answer.body, "spec")).toEqual({ size: 3, color: "red" });
      expect(at(answer.body, "metadata", "generation")).toBe(1);
      expect(ownersIn(answer)).toEqual({ "one Apply": { "f:spec": { "f:size": leaf } } });
    });

    test("declared list types decide how lists merge; undeclared lists are atomic", async () => {
      const url = urlOfThing("lists");
      await apply(
        target(),
        url,
        thing("lists", { size: 1, keyed: [{ name: "a", value: "1" }], plain: ["x"] }),
      );
      const both = await apply(target(), url, thing("lists", { size: 1, keyed: [{ name: "b" }] }), {
        manager: "two",
      });
      expect(at(both.body, "spec", "keyed")).toEqual([{ name: "a", value: "1" }, { name: "b" }]);
      const refused = await apply(target(), url, thing("lists", { size: 1, plain: ["y"] }), {
        manager: "two",
      });
      expect(refusal(refused)).toMatchObject({ status: 409, causes: [{ field: ".spec.plain" }] });
    });

    test("free-form parts are owned level by level", async () => {
      const answer = await apply(
        target(),
        urlOfThing("free"),
        thing("free", { size: 1, free: { a: { b: [1, 2], c: true } } }),
      );
      expect(ownersIn(answer)).toEqual({
        "one Apply": {
          "f:spec": {
            "f:size": leaf,
            "f:free": { "f:a": { ".": leaf, "f:b": leaf, "f:c": leaf } },
          },
        },
      });
    });

    test("a wrong type is a schema error with status 500", async () => {
      const answer = await apply(target(), urlOfThing("bad"), thing("bad", { size: "x" }));
      expect(refusal(answer)).toEqual({
        status: 500,
        message: `failed to create typed patch object (/bad; ${GROUP}/v1, Kind=Thing): .spec.size: expected numeric (int or float), got string`,
      });
    });

    test("an unknown field is a schema error with status 500", async () => {
      const answer = await apply(target(), urlOfThing("bad"), thing("bad", { size: 1, sise: 2 }));
      expect(refusal(answer)).toMatchObject({
        status: 500,
        message: `failed to create typed patch object (/bad; ${GROUP}/v1, Kind=Thing): .spec.sise: field not declared in schema`,
      });
    });

    test("what the schema forbids is 422, with the field", async () => {
      const missing = await apply(target(), urlOfThing("bad"), thing("bad", { color: "red" }));
      expect(refusal(missing)).toMatchObject({ status: 422, reason: "Invalid" });
      expect(JSON.stringify(missing.body)).toContain("spec.size: Required value");
      const wrong = await apply(
        target(),
        urlOfThing("bad"),
        thing("bad", { size: 1, color: "green" }),
      );
      expect(wrong.status).toBe(422);
      expect(JSON.stringify(at(wrong.body, "message"))).toContain("spec.color: Unsupported value");
    });

    test("the status is written through its own path, and moves no generation", async () => {
      const url = urlOfThing("status");
      await apply(target(), url, { ...thing("status", { size: 1 }), status: { phase: "ignored" } });
      const before = await target().request("GET", url);
      expect(at(before.body, "status")).toBeUndefined();
      const body = { ...thing("status", { size: 9 }), status: { phase: "Ready" } };
      const after = await target().request("PATCH", `${url}/status?fieldManager=ctl`, body, {
        contentType: "application/merge-patch+json",
      });
      expect(at(after.body, "status")).toEqual({ phase: "Ready" });
      expect(at(after.body, "spec", "size")).toBe(1);
      expect(at(after.body, "metadata", "generation")).toBe(1);
      expect(Object.keys(ownersIn(after)).sort()).toEqual(["ctl Update status", "one Apply"]);
    });

    test("a change of the spec moves the generation, one of the labels does not", async () => {
      const url = urlOfThing("generation");
      await apply(target(), url, thing("generation", { size: 1 }));
      const labelled = await apply(target(), url, {
        ...thing("generation", { size: 1 }),
        metadata: { name: "generation", labels: { a: "b" } },
      });
      expect(at(labelled.body, "metadata", "generation")).toBe(1);
      const changed = await apply(target(), url, thing("generation", { size: 2 }));
      expect(at(changed.body, "metadata", "generation")).toBe(2);
    });
  });
}
