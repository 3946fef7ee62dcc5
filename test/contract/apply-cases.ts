import { describe, expect, test } from "vitest";
import {
  apply,
  at,
  configMap,
  type ContractTarget,
  mergePatch,
  ownersIn,
  refusal,
  urlOf,
  versionOf,
} from "./target.ts";

const leaf = {};

/** Server-side apply: who owns what, when it is refused, what it removes. */
export function applyCases(target: () => ContractTarget): void {
  describe("server-side apply", () => {
    test("creates with 201 and records exactly the sent fields", async () => {
      const url = urlOf("configmaps", "create");
      const body = configMap("create", { a: "1" }, { labels: { app: "x" } });
      const answer = await apply(target(), url, body);
      expect(answer.status).toBe(201);
      expect(at(answer.body, "data")).toEqual({ a: "1" });
      expect(ownersIn(answer)).toEqual({
        "one Apply": { "f:data": { "f:a": leaf }, "f:metadata": { "f:labels": { "f:app": leaf } } },
      });
    });

    test("updates with 200 and a new resourceVersion", async () => {
      const url = urlOf("configmaps", "update");
      const first = await apply(target(), url, configMap("update", { a: "1" }));
      const second = await apply(target(), url, configMap("update", { a: "2", b: "3" }));
      expect(second.status).toBe(200);
      expect(at(second.body, "data")).toEqual({ a: "2", b: "3" });
      expect(at(second.body, "metadata", "uid")).toBe(at(first.body, "metadata", "uid"));
      expect(versionOf(second)).not.toBe(versionOf(first));
    });

    test("keeps the resourceVersion when nothing changes, in a dry run too", async () => {
      const url = urlOf("configmaps", "same");
      const body = configMap("same", { a: "1" });
      const first = await apply(target(), url, body);
      const again = await apply(target(), url, body);
      const dry = await apply(target(), url, body, { dryRun: true });
      expect([versionOf(again), versionOf(dry)]).toEqual([versionOf(first), versionOf(first)]);
    });

    test("an object that names no field has no owner, and its second apply has one", async () => {
      const url = urlOf("configmaps", "bare");
      expect(ownersIn(await apply(target(), url, configMap("bare")))).toEqual({});
      const second = await apply(target(), url, configMap("bare", { a: "1" }));
      expect(ownersIn(second)).toEqual({ "one Apply": { "f:data": { "f:a": leaf } } });
    });

    test("equal values are owned together, and that moves the resourceVersion", async () => {
      const url = urlOf("configmaps", "shared");
      const body = configMap("shared", { a: "1" });
      const first = await apply(target(), url, body);
      const second = await apply(target(), url, body, { manager: "two" });
      expect(ownersIn(second)).toEqual({
        "one Apply": { "f:data": { "f:a": leaf } },
        "two Apply": { "f:data": { "f:a": leaf } },
      });
      expect(versionOf(second)).not.toBe(versionOf(first));
    });

    test("a field with two owners stays until both stop sending it", async () => {
      const url = urlOf("configmaps", "leaving");
      const body = configMap("leaving", { a: "1", keep: "k" });
      await apply(target(), url, body);
      await apply(target(), url, body, { manager: "two" });
      const one = await apply(target(), url, configMap("leaving", { keep: "k" }));
      expect(at(one.body, "data")).toEqual({ a: "1", keep: "k" });
      const two = await apply(target(), url, configMap("leaving", { keep: "k" }), {
        manager: "two",
      });
      expect(at(two.body, "data")).toEqual({ keep: "k" });
    });

    test("another value of somebody else's field is a conflict that names owner and field", async () => {
      const url = urlOf("configmaps", "conflict");
      await apply(target(), url, configMap("conflict", { a: "1" }));
      const refused = await apply(target(), url, configMap("conflict", { a: "2" }), {
        manager: "two",
      });
      expect(refusal(refused)).toEqual({
        status: 409,
        reason: "Conflict",
        message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
        causes: [
          { reason: "FieldManagerConflict", message: 'conflict with "one"', field: ".data.a" },
        ],
      });
    });

    test("a conflict with an editor names the version it edited at", async () => {
      const url = urlOf("configmaps", "edited");
      await apply(target(), url, configMap("edited", { a: "1", b: "1" }));
      await mergePatch(target(), url, { data: { a: "9", b: "9" } });
      const refused = await apply(target(), url, configMap("edited", { a: "1", b: "1" }));
      expect(refusal(refused)).toEqual({
        status: 409,
        reason: "Conflict",
        message:
          'Apply failed with 2 conflicts: conflicts with "editor" using v1:\n- .data.a\n- .data.b',
        causes: [".data.a", ".data.b"].map((field) => ({
          reason: "FieldManagerConflict",
          message: 'conflict with "editor" using v1',
          field,
        })),
      });
    });

    test("several owners of one field give one cause each", async () => {
      const url = urlOf("configmaps", "crowd");
      await apply(target(), url, configMap("crowd", { a: "1" }));
      await apply(target(), url, configMap("crowd", { a: "1" }), { manager: "two" });
      const refused = await apply(target(), url, configMap("crowd", { a: "2" }), {
        manager: "three",
      });
      expect(refusal(refused)).toMatchObject({
        status: 409,
        causes: [{ message: 'conflict with "one"' }, { message: 'conflict with "two"' }],
      });
    });

    test("force takes the fields from everybody else", async () => {
      const url = urlOf("configmaps", "force");
      await apply(target(), url, configMap("force", { a: "1", b: "1" }));
      const forced = await apply(target(), url, configMap("force", { a: "2" }), {
        manager: "two",
        force: true,
      });
      expect(at(forced.body, "data")).toEqual({ a: "2", b: "1" });
      expect(ownersIn(forced)).toEqual({
        "one Apply": { "f:data": { "f:b": leaf } },
        "two Apply": { "f:data": { "f:a": leaf } },
      });
    });

    test("what a manager stops sending is removed; what others wrote stays", async () => {
      const url = urlOf("configmaps", "removal");
      await apply(target(), url, configMap("removal", { a: "1", b: "2" }));
      await mergePatch(target(), url, { data: { c: "3" } });
      const rest = await apply(target(), url, configMap("removal", { a: "1" }));
      expect(at(rest.body, "data")).toEqual({ a: "1", c: "3" });
    });

    test("an edit moves the changed fields to the editor and no others", async () => {
      const url = urlOf("configmaps", "moves");
      await apply(target(), url, configMap("moves", { a: "1", b: "2" }));
      const edited = await mergePatch(target(), url, { data: { a: "5", z: "1" } });
      expect(ownersIn(edited)).toEqual({
        "one Apply": { "f:data": { "f:b": leaf } },
        "editor Update": { "f:data": { "f:a": leaf, "f:z": leaf } },
      });
    });

    test("a null in a map is stored as empty text and owned", async () => {
      const url = urlOf("configmaps", "nulls");
      const answer = await apply(target(), url, configMap("nulls", { a: "1", b: null }));
      expect(at(answer.body, "data")).toEqual({ a: "1", b: "" });
      expect(ownersIn(answer)).toEqual({ "one Apply": { "f:data": { "f:a": leaf, "f:b": leaf } } });
    });

    test("a null map removes it and stays owned", async () => {
      const url = urlOf("configmaps", "null-map");
      await apply(target(), url, configMap("null-map", { a: "1" }));
      const answer = await apply(target(), url, configMap("null-map", null));
      expect(at(answer.body, "data")).toBeUndefined();
      expect(ownersIn(answer)).toEqual({ "one Apply": { "f:data": leaf } });
    });

    test("a dry run shows the result and stores nothing", async () => {
      const url = urlOf("configmaps", "dry");
      const created = await apply(target(), url, configMap("dry", { a: "1" }), { dryRun: true });
      expect([created.status, at(created.body, "data")]).toEqual([201, { a: "1" }]);
      expect((await target().request("GET", url)).status).toBe(404);
    });

    test("a dry-run change keeps the live resourceVersion in its answer", async () => {
      const url = urlOf("configmaps", "dry-change");
      const first = await apply(target(), url, configMap("dry-change", { a: "1" }));
      const dry = await apply(target(), url, configMap("dry-change", { a: "2" }), { dryRun: true });
      expect(at(dry.body, "data")).toEqual({ a: "2" });
      expect(versionOf(dry)).toBe(versionOf(first));
      expect(at((await target().request("GET", url)).body, "data")).toEqual({ a: "1" });
    });

    test("an eleventh editor melts the oldest entries into ancient-changes", async () => {
      const url = urlOf("configmaps", "many");
      await target().request(
        "POST",
        `${urlOf("configmaps")}?fieldManager=e0`,
        configMap("many", { k0: "0" }),
      );
      let last = await mergePatch(target(), url, { data: { k1: "1" } }, "e1");
      for (let index = 2; index <= 11; index += 1)
        last = await mergePatch(
          target(),
          url,
          { data: { [`k${String(index)}`]: "1" } },
          `e${String(index)}`,
        );
      const owners = Object.keys(ownersIn(last));
      expect(owners).toHaveLength(10);
      expect(owners).toContain("ancient-changes Update");
    });
  });
}
