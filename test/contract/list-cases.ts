import { describe, expect, test } from "vitest";
import type { Json, JsonMap } from "../../src/kube/object.ts";
import { apply, at, type ContractTarget, ownersIn, refusal, urlOf, versionOf } from "./target.ts";

const leaf = {};

function service(name: string, ports: Json, spec: JsonMap = {}): JsonMap {
  return { apiVersion: "v1", kind: "Service", metadata: { name }, spec: { ports, ...spec } };
}

const http = { name: "http", port: 80 };
const tls = { name: "tls", port: 443 };

export function deployment(name: string, container: JsonMap, spec: JsonMap = {}): JsonMap {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "main", image: "example.com/app:1", ...container }] },
      },
      ...spec,
    },
  };
}

/** Lists: keyed ones merge item by item, atomic ones are replaced whole. */
export function listCases(target: () => ContractTarget): void {
  describe("lists in server-side apply", () => {
    test("items of a keyed list are owned by key; the protocol of a port defaults to TCP", async () => {
      const answer = await apply(
        target(),
        urlOf("services", "keyed"),
        service("keyed", [http, tls]),
      );
      expect(answer.status).toBe(201);
      expect(ownersIn(answer)).toEqual({
        "one Apply": {
          "f:spec": {
            "f:ports": {
              'k:{"port":80,"protocol":"TCP"}': { ".": leaf, "f:name": leaf, "f:port": leaf },
              'k:{"port":443,"protocol":"TCP"}': { ".": leaf, "f:name": leaf, "f:port": leaf },
            },
          },
        },
      });
    });

    test("two managers share a keyed list, each with its own items", async () => {
      const url = urlOf("services", "both");
      await apply(target(), url, service("both", [http]));
      const added = await apply(target(), url, service("both", [tls]), { manager: "two" });
      expect(at(added.body, "spec", "ports")).toMatchObject([http, tls]);
      const removed = await apply(target(), url, service("both", [http, { name: "x", port: 9 }]));
      expect(at(removed.body, "spec", "ports")).toMatchObject([http, tls, { name: "x" }]);
      const less = await apply(target(), url, service("both", [http]));
      expect(at(less.body, "spec", "ports")).toMatchObject([http, tls]);
    });

    test("an item that is no longer sent goes; its place is not kept", async () => {
      const url = urlOf("services", "gone");
      await apply(target(), url, service("gone", [http, tls]));
      const answer = await apply(target(), url, service("gone", [tls]));
      expect(at(answer.body, "spec", "ports")).toMatchObject([tls]);
    });

    test("an atomic map is replaced and contested whole", async () => {
      const url = urlOf("services", "atomic");
      await apply(target(), url, service("atomic", [http], { selector: { a: "1", b: "2" } }));
      const replaced = await apply(
        target(),
        url,
        service("atomic", [http], { selector: { c: "3" } }),
      );
      expect(at(replaced.body, "spec", "selector")).toEqual({ c: "3" });
      const refused = await apply(
        target(),
        url,
        service("atomic", [http], { selector: { d: "4" } }),
        { manager: "two" },
      );
      expect(refusal(refused)).toMatchObject({
        status: 409,
        causes: [{ field: ".spec.selector" }],
      });
    });

    test("duplicate keys are refused as a schema error", async () => {
      const answer = await apply(
        target(),
        urlOf("services", "twice"),
        service("twice", [http, http]),
      );
      expect(refusal(answer)).toEqual({
        status: 500,
        message:
          'failed to create typed patch object (/twice; /v1, Kind=Service): .spec.ports: duplicate entries for key [port=80,protocol="TCP"]',
      });
    });

    test("containers and their variables merge by name, arguments are atomic", async () => {
      const url = urlOf("deployments", "merging", "apps/v1");
      const env = [{ name: "A", value: "1" }];
      await apply(target(), url, deployment("merging", { env, args: ["x", "y"] }));
      const other = deployment("merging", { env: [{ name: "B", value: "2" }] });
      const answer = await apply(target(), url, other, { manager: "two" });
      const container = ["spec", "template", "spec", "containers", 0] as const;
      expect(at(answer.body, ...container, "env")).toEqual([...env, { name: "B", value: "2" }]);
      const args = await apply(target(), url, deployment("merging", { env, args: ["z"] }));
      expect(at(args.body, ...container, "args")).toEqual(["z"]);
      const refused = await apply(
        target(),
        url,
        deployment("merging", { env: [{ name: "A", value: "9" }] }),
        { manager: "two" },
      );
      expect(refusal(refused)).toMatchObject({
        causes: [{ field: '.spec.template.spec.containers[name="main"].env[name="A"].value' }],
      });
    });

    test("a value that is only spelled differently is no change, and yet a conflict for somebody else", async () => {
      const url = urlOf("deployments", "spelling", "apps/v1");
      const body = deployment("spelling", {
        resources: { limits: { cpu: "2000m", memory: "1024Mi" } },
      });
      const first = await apply(target(), url, body);
      expect(at(first.body, "spec", "template", "spec", "containers", 0, "resources")).toEqual({
        limits: { cpu: "2", memory: "1Gi" },
      });
      const again = await apply(target(), url, body, { dryRun: true });
      expect(at(again.body, "metadata", "generation")).toBe(1);
      const refused = await apply(target(), url, body, { manager: "two" });
      const path = '.spec.template.spec.containers[name="main"].resources.limits';
      expect(refusal(refused)).toMatchObject({
        status: 409,
        causes: [{ field: `${path}.cpu` }, { field: `${path}.memory` }],
      });
    });

    test.each([
      ...[
        ["2", "2"],
        ["2000m", "2"],
        ["2.0", "2"],
        ["0.5", "500m"],
        [".5", "500m"],
        ["1.50", "1500m"],
      ],
      ...[
        ["02", "02"],
        ["+2", "+2"],
        ["02000m", "2"],
        ["1.500", "1.500"],
        ["0.125", "125m"],
      ],
      ...[
        ["1000", "1k"],
        ["1.500k", "1.500k"],
        ["1.50k", "1500"],
        ["2e0", "2e0"],
        ["00", "0"],
      ],
      ...[
        ["1024Mi", "1Gi"],
        ["01Ki", "01Ki"],
        ["+8Ki", "8Ki"],
        ["1.5Ki", "1536"],
        ["1025Ki", "1025Ki"],
      ],
    ])("the quantity %s is stored as %s", async (sent = "", stored) => {
      const url = urlOf("deployments", "quantity", "apps/v1");
      const body = deployment("quantity", { resources: { limits: { cpu: sent } } });
      const answer = await apply(target(), url, body, { dryRun: true });
      const limits = at(
        answer.body,
        "spec",
        "template",
        "spec",
        "containers",
        0,
        "resources",
        "limits",
      );
      expect(limits).toEqual({ cpu: stored });
    });

    test("finalizers are a set", async () => {
      const url = urlOf("configmaps", "set");
      const body = (finalizers: readonly string[]): JsonMap => ({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "set", finalizers },
      });
      await apply(target(), url, body(["example.com/a"]));
      const both = await apply(target(), url, body(["example.com/b"]), { manager: "two" });
      expect(at(both.body, "metadata", "finalizers")).toEqual(["example.com/a", "example.com/b"]);
      expect(ownersIn(both)["two Apply"]).toEqual({
        "f:metadata": { "f:finalizers": { 'v:"example.com/b"': leaf } },
      });
      await apply(target(), url, body([]));
      const left = await apply(target(), url, body([]), { manager: "two" });
      expect(at(left.body, "metadata", "finalizers")).toBeUndefined();
    });

    test("an empty keyed list is owned by nobody", async () => {
      const url = urlOf("serviceaccounts", "empty");
      const body = {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "empty" },
        secrets: [],
      };
      const answer = await apply(target(), url, { ...body, imagePullSecrets: [] });
      expect(ownersIn(answer)).toMatchObject({ "one Apply": { "f:imagePullSecrets": leaf } });
      expect(versionOf(await apply(target(), url, { ...body, imagePullSecrets: [] }))).toBe(
        versionOf(answer),
      );
    });
  });
}
