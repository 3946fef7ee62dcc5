import { describe, expect, test } from "vitest";
import { changesNothing } from "../../src/kube/changes-nothing.ts";
import type { Json, KubeObject } from "../../src/kube/object.ts";

const owner = (manager: string, time: string, subresource = ""): Json => ({
  manager,
  operation: "Apply",
  apiVersion: "v1",
  time,
  fieldsV1: { "f:data": { "f:a": {} } },
  ...(subresource === "" ? {} : { subresource }),
});
const object = (change: {
  readonly a?: string;
  readonly version?: string;
  readonly owners?: readonly Json[];
}): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    name: "x",
    resourceVersion: change.version ?? "7",
    managedFields: change.owners ?? [owner("meshplan", "t1")],
  },
  data: { a: change.a ?? "1" },
});

describe("a dry run that changes nothing", () => {
  test("is told by its content: the API server answers with the live resourceVersion either way", () => {
    expect(changesNothing(object({}), object({}))).toBe(true);
    expect(changesNothing(object({}), object({ a: "2" }))).toBe(false);
  });

  test("counts a change of ownership", () => {
    expect(changesNothing(object({}), object({ owners: [owner("other", "t1")] }))).toBe(false);
  });

  test("counts only the own fields where asked for them: force takes others' of equal values", () => {
    const before = object({ owners: [owner("meshplan", "t1"), owner("gitops", "t2")] });
    expect(changesNothing(before, object({}), "meshplan")).toBe(true);
    expect(changesNothing(before, object({}))).toBe(false);
    expect(changesNothing(before, object({ a: "2" }), "meshplan")).toBe(false);
  });

  test("does not count the order of owners, which is that of their times", () => {
    const before = object({ owners: [owner("meshplan", "t1"), owner("gitops", "t2")] });
    const after = object({ owners: [owner("gitops", "t2"), owner("meshplan", "t3")] });
    expect(changesNothing(before, after)).toBe(true);
  });

  test("does not count what moves by itself: status and its owners, times, versions", () => {
    const later = object({
      version: "9",
      owners: [owner("meshplan", "t2"), owner("controller", "t3", "status")],
    });
    expect(changesNothing(object({}), { ...later, status: { phase: "Active" } })).toBe(true);
  });
});
