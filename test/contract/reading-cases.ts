import { describe, expect, test } from "vitest";
import { isList, type JsonMap } from "../../src/kube/object.ts";
import {
  apply,
  at,
  configMap,
  type ContractTarget,
  mergePatch,
  refusal,
  textAt,
  urlOf,
  watchFor,
} from "./target.ts";

/** Deletion, lists and watches. */
export function readingCases(target: () => ContractTarget): void {
  describe("deletion", () => {
    test("asks for the right uid", async () => {
      const url = urlOf("configmaps", "doomed");
      const { body } = await apply(target(), url, configMap("doomed"));
      const options = (uid: string): JsonMap => ({
        kind: "DeleteOptions",
        apiVersion: "v1",
        preconditions: { uid },
      });
      const refused = await target().request("DELETE", url, options("abc"));
      const uid = textAt(body, "metadata", "uid");
      expect(refusal(refused)).toEqual({
        status: 409,
        reason: "Conflict",
        message: `Operation cannot be fulfilled on ConfigMap "doomed": the UID in the precondition (abc) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
      });
      const gone = await target().request("DELETE", url, options(uid));
      expect(gone).toMatchObject({
        status: 200,
        body: {
          kind: "Status",
          status: "Success",
          details: { name: "doomed", kind: "configmaps", uid },
        },
      });
      expect((await target().request("GET", url)).status).toBe(404);
    });

    test("waits for finalizers", async () => {
      const url = urlOf("configmaps", "held");
      await apply(target(), url, configMap("held", {}, { finalizers: ["example.com/hold"] }));
      const marked = await target().request("DELETE", url);
      expect(at(marked.body, "metadata", "deletionTimestamp")).toBeDefined();
      expect((await target().request("GET", url)).status).toBe(200);
      await mergePatch(target(), url, { metadata: { finalizers: null } });
      expect((await target().request("GET", url)).status).toBe(404);
    });
  });

  describe("lists and watches", () => {
    test("selectors choose, limits cut, and the continue token goes on", async () => {
      for (const name of ["l1", "l2", "l3"])
        await apply(
          target(),
          urlOf("configmaps", name),
          configMap(name, {}, { labels: { list: "yes" } }),
        );
      const url = `${urlOf("configmaps")}?labelSelector=list%3Dyes`;
      const names = (body: unknown): unknown[] => {
        const items = at(body as JsonMap, "items");
        return isList(items) ? items.map((item) => at(item, "metadata", "name")) : [];
      };
      const first = await target().request("GET", `${url}&limit=2`);
      expect(names(first.body)).toEqual(["l1", "l2"]);
      const token = textAt(first.body, "metadata", "continue");
      const rest = await target().request("GET", `${url}&limit=2&continue=${token}`);
      expect(names(rest.body)).toEqual(["l3"]);
      const byField = await target().request(
        "GET",
        `${urlOf("configmaps")}?fieldSelector=metadata.name%3Dl2`,
      );
      expect(names(byField.body)).toEqual(["l2"]);
    });

    test("a watch tells what came, changed, left the selector and went", async () => {
      const start = await target().request("GET", urlOf("configmaps"));
      const url = urlOf("configmaps", "seen");
      await apply(target(), url, configMap("seen", { a: "1" }, { labels: { watch: "yes" } }));
      await apply(target(), url, configMap("seen", { a: "2" }, { labels: { watch: "yes" } }));
      await apply(target(), url, configMap("seen", { a: "2" }, { labels: { watch: "no" } }));
      await apply(target(), url, configMap("seen", { a: "2" }, { labels: { watch: "yes" } }));
      await target().request("DELETE", url);
      const from = `resourceVersion=${textAt(start.body, "metadata", "resourceVersion")}`;
      const events = await watchFor(
        target(),
        `${urlOf("configmaps")}?${from}&labelSelector=watch%3Dyes`,
      );
      expect(events.map(({ type }) => type)).toEqual([
        "ADDED",
        "MODIFIED",
        "DELETED",
        "ADDED",
        "DELETED",
      ]);
      expect(at(events[1], "object", "data")).toEqual({ a: "2" });
    });

    test("a watch without a version starts with what is there", async () => {
      await apply(target(), urlOf("configmaps", "there"), configMap("there"));
      const url = `${urlOf("configmaps")}?fieldSelector=metadata.name%3Dthere`;
      const events = await watchFor(target(), url);
      expect(events.map(({ type }) => type)).toEqual(["ADDED"]);
    });
  });
}
