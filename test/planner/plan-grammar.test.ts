import { describe, expect, test } from "vitest";
import type { Json } from "../../src/kube/object.ts";
import { SERVER_METADATA } from "../../src/kube/server-fields.ts";
import { edited, refusal, withBody } from "./plan-edits.ts";
import { planned } from "./planned.ts";

describe("a saved plan", () => {
  const secret = planned().actions.findIndex(({ kind }) => kind === "remote-secret");
  const grammar: readonly (readonly [string, Json, RegExp])[] = [
    ["namespace", "../../kube-system", /plan\/namespace must match pattern/],
    ["mesh", "a\nb", /plan\/mesh must match pattern/],
    ["clusters/0/written/context", "a\nb", /written\/context must match pattern/],
    ["clusters/0/webhookHost", "x y", /clusters\/0\/webhookHost is no DNS name/],
    ["actions/0/changes/0/object/name", "a/../b", /object\/name must match pattern/],
    ["actions/0/changes/0/object/name", "..", /object\/name must match pattern/],
    ["actions/0/changes/0/object/kind", "A/b", /object\/kind must match pattern/],
    [`actions/${secret}/access/server`, "http://x.example", /access\/server is no https URL/],
    [`actions/${secret}/access/server`, "https://u:p@x.example", /access\/server is no https URL/],
    [`actions/${secret}/access/server`, "https://x.example\n", /access\/server is no https URL/],
    [`actions/${secret}/access/server`, 'https://x.example/"', /access\/server is no https URL/],
    [`actions/${secret}/access/tlsServerName`, "x\n  y: z", /tlsServerName is neither a DNS name/],
    [
      `actions/${secret}/access/proxyUrl`,
      "file:///x",
      /access\/proxyUrl is not the URL of a proxy/,
    ],
    [`actions/${secret}/access/ca`, "x y", /access\/ca is no base64/],
    [`actions/${secret}/access/ca`, "eA==", /access\/ca holds no certificate/],
    [
      "leftovers",
      [{ cluster: "cluster1", object: { apiVersion: "v1", kind: "Pods", name: "x" } }],
      /names the kind Pods, which meshplan does not write/,
    ],
    [
      "leftovers",
      [{ cluster: "cluster1", object: { apiVersion: "v1", kind: "Secret", name: "x" } }],
      /names no namespace of a Secret/,
    ],
    [
      "leftovers",
      [{ cluster: "cluster1", object: { apiVersion: "v1", kind: "Namespace", name: "x?y" } }],
      /names a Namespace as Kubernetes names none/,
    ],
    [
      "leftovers",
      [{ cluster: "cluster9", object: { apiVersion: "v1", kind: "Namespace", name: "x" } }],
      /leftovers\/0 is in cluster9, which is no cluster of the plan/,
    ],
  ];

  test.each(grammar)("in which %s is %j is refused with the place", (path, value, says) => {
    expect(refusal(edited(path, () => value))).toMatch(says);
    expect(refusal(edited(path, () => value))).toMatch(/^MP9008/);
  });

  test("holds in no body what an API server writes", () => {
    const fields = ["status", ...SERVER_METADATA.map((name) => `metadata.${name}`)];
    const hashes = [...planned().bodies.keys()];
    expect(hashes.length).toBeGreaterThan(fields.length);
    // Every body and every field, and not each with each.
    for (const [index, hash] of hashes.entries()) {
      const field = fields[index % fields.length] ?? "";
      const name = field.replace("metadata.", "");
      const text = withBody(hash, (body) =>
        field === "status"
          ? { ...body, status: {} }
          : { ...body, metadata: { ...body.metadata, [name]: "1" } },
      );
      expect(refusal(text)).toMatch(/^MP9008 .*bodies\//);
      expect(refusal(text)).toContain(`holds ${field}, which an API server writes`);
    }
    const [first = ""] = hashes;
    expect(refusal(withBody(first, (body) => ({ ...body })))).toBe("read");
  });

  test.each([
    ["https://10.0.0.1:6443", "as clouds give it"],
    ["https://[fd00::1]:6443", "an address of IPv6"],
    ["https://rancher.example.com/k8s/clusters/c-m-abc:x", "a path"],
    ["https://b\u00fccher.example", "a name of other letters"],
  ])("may lead to %s: %s", (server) => {
    expect(refusal(edited(`actions/${secret}/access/server`, () => server))).toBe("read");
  });

  test("may name roles as Kubernetes does", () => {
    const apiVersion = "rbac.authorization.k8s.io/v1";
    const object = { apiVersion, kind: "ClusterRole", name: "system:istio Reader_1" };
    expect(refusal(edited("leftovers", () => [{ cluster: "cluster1", object }]))).toBe("read");
  });
});
