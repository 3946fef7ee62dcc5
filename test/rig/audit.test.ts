import { describe, expect, test } from "vitest";
import { writeOf } from "../../rig/audit.ts";

const entry = (verb: string, requestURI: string, apiGroup = ""): Parameters<typeof writeOf>[1] => ({
  verb,
  requestURI,
  userAgent: "meshplan/1",
  user: { username: "admin" },
  objectRef: { apiGroup },
  responseStatus: { code: 200 },
});

describe("what the audit log counts as a write", () => {
  test("a patch, with who asked and what came back", () => {
    const path = "/api/v1/namespaces/a?fieldManager=meshplan";
    expect(writeOf("cluster1", entry("patch", path))).toEqual([
      {
        cluster: "cluster1",
        user: "admin",
        userAgent: "meshplan/1",
        verb: "patch",
        path,
        status: 200,
      },
    ]);
  });

  test("no dry run", () => {
    expect(writeOf("cluster1", entry("patch", "/api/v1/namespaces/a?dryRun=All"))).toEqual([]);
  });

  test("no question about rights or tokens", () => {
    const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    expect(writeOf("cluster1", entry("create", path, "authorization.k8s.io"))).toEqual([]);
  });

  test("no read", () => {
    expect(writeOf("cluster1", entry("list", "/api/v1/namespaces"))).toEqual([]);
  });
});
