import { describe, expect, test } from "vitest";
import type { Json, JsonMap } from "../../src/kube/object.ts";
import {
  apply,
  at,
  configMap,
  type ContractAnswer,
  type ContractTarget,
  mergePatch,
  ownersIn,
  refusal,
  urlOf,
  versionOf,
} from "./target.ts";

const MODIFIED =
  "the object has been modified; please apply your changes to the latest version and try again";
const leases = (name: string): string => urlOf("leases", name, "coordination.k8s.io/v1");
const lease = (name: string, spec: JsonMap, metadata: JsonMap = {}): JsonMap => ({
  apiVersion: "coordination.k8s.io/v1",
  kind: "Lease",
  metadata: { name, ...metadata },
  spec,
});
const held = (by: string): JsonMap => ({
  holderIdentity: by,
  leaseDurationSeconds: 60,
  leaseTransitions: 0,
  acquireTime: "2026-01-01T00:00:00.000000Z",
  renewTime: "2026-01-01T00:00:00.123456Z",
});

function guard({ body }: ContractAnswer): { readonly [name: string]: Json } {
  const metadata = at(body, "metadata");
  return {
    uid: at(metadata, "uid") ?? null,
    resourceVersion: at(metadata, "resourceVersion") ?? null,
  };
}

/** What keeps two writers apart: versions that no object has, and versions that only the last reader has. */
export function writerCases(target: () => ContractTarget): void {
  creations(target);
  updates(target);
  leaseCases(target);
}

/** `metadata.resourceVersion: "1"`: no object ever has it, so such an apply creates or does nothing. */
function creations(target: () => ContractTarget): void {
  describe("an apply that only creates", () => {
    const FIRST = { resourceVersion: "1" };

    test("makes what is absent, and owns it as an apply does", async () => {
      const url = urlOf("configmaps", "only-once");
      const answer = await apply(target(), url, configMap("only-once", { a: "1" }, FIRST));
      expect(answer.status).toBe(201);
      expect(versionOf(answer)).not.toBe("1");
      expect(ownersIn(answer)).toEqual({ "one Apply": { "f:data": { "f:a": {} } } });
      const dropped = await apply(target(), url, configMap("only-once", { b: "1" }));
      expect(at(dropped.body, "data")).toEqual({ b: "1" });
    });

    test.each([
      ["its own manager", "one", false],
      ["its own manager, forced", "one", true],
      ["another manager, forced", "two", true],
    ])("is a conflict where the object is there: %s", async (_, manager, force) => {
      const url = urlOf("configmaps", "there-already");
      const first = await apply(target(), url, configMap("there-already", { a: "1" }));
      const body = configMap("there-already", { a: "2" }, FIRST);
      expect(refusal(await apply(target(), url, body, { manager, force }))).toEqual({
        status: 409,
        reason: "Conflict",
        message: `Operation cannot be fulfilled on configmaps "there-already": ${MODIFIED}`,
      });
      const live = await target().request("GET", url);
      expect([versionOf(live), at(live.body, "data")]).toEqual([versionOf(first), { a: "1" }]);
    });

    test("is a conflict with the owners of fields before one with the version", async () => {
      const url = urlOf("configmaps", "owned-already");
      await apply(target(), url, configMap("owned-already", { a: "1" }));
      const body = configMap("owned-already", { a: "2" }, FIRST);
      expect(refusal(await apply(target(), url, body, { manager: "two" }))).toMatchObject({
        status: 409,
        causes: [{ reason: "FieldManagerConflict", field: ".data.a" }],
      });
    });

    test.each(["configmaps", "leases"])("has one winner among many: %s", async (plural) => {
      const name = "contested";
      const url = plural === "leases" ? leases(name) : urlOf(plural, name);
      await target().request("DELETE", url);
      const writers = Array.from({ length: 12 }, (_, index) => `writer-${String(index)}`);
      const answers = await Promise.all(
        writers.map((by) =>
          apply(
            target(),
            url,
            plural === "leases" ? lease(name, held(by), FIRST) : configMap(name, { by }, FIRST),
          ),
        ),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(writers.length - 1);
      const winner = writers[statuses.indexOf(201)] ?? "nobody";
      const { body } = await target().request("GET", url);
      expect([at(body, "spec", "holderIdentity"), at(body, "data", "by")]).toContain(winner);
    });
  });
}

function updates(target: () => ContractTarget): void {
  describe("an update by uid and version", () => {
    test("of an object that others touched meanwhile is a conflict, with force too", async () => {
      const url = urlOf("configmaps", "touched");
      const first = await apply(target(), url, configMap("touched", { a: "1" }));
      await mergePatch(target(), url, { metadata: { labels: { by: "hand" } } });
      const body = configMap("touched", { a: "2" }, guard(first));
      for (const force of [false, true])
        expect(refusal(await apply(target(), url, body, { force }))).toMatchObject({
          status: 409,
          reason: "Conflict",
          message: `Operation cannot be fulfilled on configmaps "touched": ${MODIFIED}`,
        });
    });

    test("that changes nothing keeps the version it names", async () => {
      const url = urlOf("configmaps", "nothing-new");
      const first = await apply(target(), url, configMap("nothing-new", { a: "1" }));
      const again = await apply(target(), url, configMap("nothing-new", { a: "1" }, guard(first)));
      expect([again.status, versionOf(again)]).toEqual([200, versionOf(first)]);
    });

    test("of an object that is gone is a conflict of its uid", async () => {
      const url = urlOf("configmaps", "gone");
      const first = await apply(target(), url, configMap("gone", { a: "1" }));
      await target().request("DELETE", url);
      const answer = await apply(target(), url, configMap("gone", { a: "2" }, guard(first)));
      expect(refusal(answer)).toMatchObject({ status: 409, reason: "Conflict" });
      expect(at(answer.body, "message")).toContain("uid mismatch");
      expect((await target().request("GET", url)).status).toBe(404);
    });

    test("of an object that was made anew is a conflict of its version", async () => {
      const url = urlOf("configmaps", "anew");
      const first = await apply(target(), url, configMap("anew", { a: "1" }));
      await target().request("DELETE", url);
      const second = await apply(target(), url, configMap("anew", { a: "1" }));
      const answer = await apply(target(), url, configMap("anew", { a: "2" }, guard(first)));
      expect(refusal(answer)).toMatchObject({ status: 409, reason: "Conflict" });
      expect(versionOf(await target().request("GET", url))).toBe(versionOf(second));
    });

    test("has one winner among many", async () => {
      const url = urlOf("configmaps", "race");
      const first = await apply(target(), url, configMap("race", { by: "nobody" }));
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          apply(target(), url, configMap("race", { by: String(index) }, guard(first))),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(11);
    });
  });
}

/** Leases as locks: made, taken over, renewed and given back by server-side apply. */
function leaseCases(target: () => ContractTarget): void {
  describe("a Lease", () => {
    test("is renewed by its version, and an older version is a conflict", async () => {
      const url = leases("renewed");
      const first = await apply(target(), url, lease("renewed", held("a")));
      expect(at(first.body, "spec")).toEqual(held("a"));
      const later = { ...held("a"), renewTime: "2026-01-01T00:00:20.000000Z" };
      const renewed = await apply(target(), url, lease("renewed", later, guard(first)));
      expect([renewed.status, at(renewed.body, "spec", "renewTime")]).toEqual([
        200,
        later.renewTime,
      ]);
      const late = await apply(target(), url, lease("renewed", held("b"), guard(first)), {
        force: true,
      });
      expect(refusal(late)).toMatchObject({
        status: 409,
        message: `Operation cannot be fulfilled on leases.coordination.k8s.io "renewed": ${MODIFIED}`,
      });
    });

    test("loses what is no longer sent, so that it is free again", async () => {
      const url = leases("freed");
      const annotated = { annotations: { epoch: "1", holder: "a" } };
      const first = await apply(target(), url, lease("freed", held("a"), annotated));
      const spec = { leaseDurationSeconds: 60, leaseTransitions: 0 };
      const kept = { annotations: { epoch: "1" }, ...guard(first) };
      const freed = await apply(target(), url, lease("freed", spec, kept));
      expect(freed.status).toBe(200);
      expect(at(freed.body, "spec")).toEqual(spec);
      expect(at(freed.body, "metadata", "annotations")).toEqual({ epoch: "1" });
    });

    test("is taken by force from who edited it", async () => {
      const url = leases("edited");
      await apply(target(), url, lease("edited", held("a")));
      const edited = await mergePatch(target(), url, { spec: { holderIdentity: "by hand" } });
      const body = lease("edited", held("a"), guard(edited));
      expect((await apply(target(), url, body)).status).toBe(409);
      const forced = await apply(target(), url, body, { force: true });
      expect([forced.status, at(forced.body, "spec", "holderIdentity")]).toEqual([200, "a"]);
    });

    test.each([
      ["2026-01-01T00:00:00Z", "Z"],
      ["2026-01-01T00:00:00.123Z", ".123Z"],
    ])("takes times with six digits only: %s", async (renewTime, rest) => {
      const why = `parsing time "${renewTime}" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "${rest}" as ".000000"`;
      const body = lease("times", { ...held("a"), renewTime });
      expect(refusal(await apply(target(), leases("times"), body))).toEqual({
        status: 500,
        reason: undefined,
        message: `failed to convert new object (/times; coordination.k8s.io/v1, Kind=Lease) to proper version: unable to convert unstructured object to coordination.k8s.io/v1, Kind=Lease: ${why}`,
      });
      const posted = await target().request("POST", leases(""), body);
      expect(refusal(posted)).toEqual({
        status: 400,
        reason: "BadRequest",
        message: `Lease in version "v1" cannot be handled as a Lease: ${why}`,
      });
    });

    test("is stored with its times in UTC", async () => {
      const body = lease("zones", { ...held("a"), renewTime: "2026-01-01T02:00:00.000001+02:00" });
      const { body: stored } = await apply(target(), leases("zones"), body);
      expect(at(stored, "spec", "renewTime")).toBe("2026-01-01T00:00:00.000001Z");
    });

    test("has a duration", async () => {
      const body = lease("short", { ...held("a"), leaseDurationSeconds: 0 });
      const message = "Invalid value: 0: must be greater than 0";
      expect(refusal(await apply(target(), leases("short"), body))).toEqual({
        status: 422,
        reason: "Invalid",
        message: `Lease.coordination.k8s.io "short" is invalid: spec.leaseDurationSeconds: ${message}`,
        causes: [{ reason: "FieldValueInvalid", message, field: "spec.leaseDurationSeconds" }],
      });
    });
  });
}
