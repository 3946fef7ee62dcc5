import { afterEach, describe, expect, test } from "vitest";
import { isList } from "../../../src/kube/object.ts";
import { type Sandbox, startSandbox } from "../../../src/embedded/istio/sandbox.ts";
import { at, clientOf, configMap, until } from "./client.ts";

const CM = "/api/v1/namespaces/default/configmaps";
let sandbox: Sandbox;
afterEach(() => sandbox.close());

describe("a sandbox", () => {
  test("gives every cluster a server, an authority and a context of its own", async () => {
    sandbox = await startSandbox({
      clusters: [
        { name: "cluster1", context: "one" },
        { name: "cluster2", context: "two" },
      ],
    });
    const [first, second] = sandbox.clusters;
    expect(first?.server).not.toBe(second?.server);
    expect(first?.certificateAuthority).not.toBe(second?.certificateAuthority);
    expect(sandbox.kubeconfig).toContain('current-context: "one"');
    const client = clientOf(sandbox.cluster("cluster1"));
    const version = await client.request("GET", "/version");
    expect(at(version.body, "gitVersion")).toBe("v1.35.4+meshplan");
    const stranger = clientOf(sandbox.cluster("cluster1"), second?.token);
    expect((await stranger.request("GET", "/api/v1/namespaces")).status).toBe(401);
    client.close();
    stranger.close();
  });

  test("starts with the system namespaces, default accounts and one Ready node", async () => {
    sandbox = await startSandbox({ clusters: [{ name: "cluster1", context: "one" }] });
    const client = clientOf(sandbox.cluster("cluster1"));
    const namespaces = await client.request("GET", "/api/v1/namespaces");
    const items = at(namespaces.body, "items");
    const names = isList(items) ? items.map((item) => at(item, "metadata", "name")) : [];
    expect(names).toEqual(["default", "kube-node-lease", "kube-public", "kube-system"]);
    expect(at(namespaces.body, "items", 3, "metadata", "uid")).toMatch(/^[0-9a-f-]{36}$/);
    const nodes = await client.request("GET", "/api/v1/nodes");
    expect(at(nodes.body, "items", 0, "status", "conditions", 0)).toMatchObject({
      type: "Ready",
      status: "True",
    });
    await until(
      () => client.request("GET", "/api/v1/namespaces/default/serviceaccounts/default"),
      (body) => at(body, "kind") === "ServiceAccount",
    );
    client.close();
  });

  test("keeps its state between runs: objects, versions, tokens and the authority", async () => {
    const options = { clusters: [{ name: "cluster1", context: "one" }] };
    sandbox = await startSandbox(options);
    const before = sandbox.cluster("cluster1");
    const first = clientOf(before);
    const created = await first.apply(`${CM}/kept`, configMap("kept", { a: "1" }));
    const state = JSON.parse(JSON.stringify(sandbox.exportState())) as ReturnType<
      Sandbox["exportState"]
    >;
    first.close();
    await sandbox.close();
    sandbox = await startSandbox({ ...options, state });
    const after = sandbox.cluster("cluster1");
    expect(after.certificateAuthority).toBe(before.certificateAuthority);
    expect(after.server).toBe(before.server);
    const second = clientOf(after);
    expect((await second.request("GET", `${CM}/kept`)).body).toEqual(created.body);
    const again = await second.apply(`${CM}/kept`, configMap("kept", { a: "1" }));
    expect(at(again.body, "metadata", "resourceVersion")).toBe(
      at(created.body, "metadata", "resourceVersion"),
    );
    second.close();
  });

  test("records every request with its method, path, dry run, client and status", async () => {
    sandbox = await startSandbox({ clusters: [{ name: "cluster1", context: "one" }] });
    const cluster = sandbox.cluster("cluster1");
    const client = clientOf(cluster);
    await client.apply(`${CM}/x`, configMap("x", { a: "1" }), "m", "&dryRun=All");
    await client.request("GET", `${CM}/x`);
    expect(cluster.requests).toEqual([
      {
        method: "PATCH",
        path: `${CM}/x`,
        query: "fieldManager=m&dryRun=All",
        dryRun: true,
        userAgent: "test/1",
        status: 201,
      },
      {
        method: "GET",
        path: `${CM}/x`,
        query: "",
        dryRun: false,
        userAgent: "test/1",
        status: 404,
      },
    ]);
    client.close();
  });
});

describe("faults", () => {
  test("throttle, break, forbid and cut single requests, and stop when they are taken away", async () => {
    sandbox = await startSandbox({ clusters: [{ name: "cluster1", context: "one" }] });
    const cluster = sandbox.cluster("cluster1");
    const client = clientOf(cluster);
    cluster.faults.add({ times: 1, effect: { kind: "status", code: 429, retryAfterSeconds: 2 } });
    const throttled = await client.request("GET", CM);
    expect(throttled.status).toBe(429);
    expect(throttled.headers["retry-after"]).toBe("2");
    expect((await client.request("GET", CM)).status).toBe(200);
    const allow = cluster.faults.add({
      when: ({ method, path }) => method === "PATCH" && path.includes("/configmaps/"),
      effect: { kind: "forbid" },
    });
    const refused = await client.apply(`${CM}/x`, configMap("x"));
    expect(refused.status).toBe(403);
    expect(at(refused.body, "message")).toBe(
      'configmaps "x" is forbidden: User "sandbox-admin" cannot patch resource "configmaps" in API group "" in the namespace "default"',
    );
    allow();
    cluster.faults.add({ times: 1, effect: { kind: "reset-after-write" } });
    await expect(client.apply(`${CM}/x`, configMap("x", { a: "1" }))).rejects.toThrow();
    expect((await client.request("GET", `${CM}/x`)).status).toBe(200);
    cluster.faults.add({ times: 1, effect: { kind: "reset" } });
    await expect(client.apply(`${CM}/y`, configMap("y", { a: "1" }))).rejects.toThrow();
    expect((await client.request("GET", `${CM}/y`)).status).toBe(404);
    client.close();
  });
});
