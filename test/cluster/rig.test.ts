import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MERGE_PATCH } from "../../rig/api.ts";
import { type Rig, startRig } from "../../rig/client.ts";
import { mustRun } from "../../rig/command.ts";
import { at, textAt } from "../../rig/json.ts";
import { until } from "../../rig/until.ts";
import { ADMIN_USER, LESSER_USERS, type User } from "../../rig/users.ts";
import type { Json } from "../../src/kube/object.ts";

const [VIEWER, LIMITED] = LESSER_USERS;

describe("a rig", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ clusters: 1 });
  });
  afterAll(async () => {
    await rig.down();
  });

  test("records what the administrator writes, and no dry run, no read and nothing of its own", async () => {
    const mark = rig.markWrites();
    const admin = rig.api(1, ADMIN_USER);
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "written" } };
    await admin("POST", "/api/v1/namespaces?dryRun=All", namespace);
    await admin("POST", "/api/v1/namespaces", namespace);
    await admin("GET", "/api/v1/namespaces/written");
    const labels = { metadata: { labels: { by: "rig" } } };
    await rig.api(1)("PATCH", "/api/v1/namespaces/written", labels, MERGE_PATCH);
    expect(rig.writesSince(mark).map(({ verb, path, status }) => [verb, path, status])).toEqual([
      ["create", "/api/v1/namespaces", 201],
    ]);
  });

  test("gives a load balancer its address, or a host name where the Service asks for one", async () => {
    const api = rig.api(1);
    const services = "/api/v1/namespaces/default/services";
    const make = (name: string, annotations: Readonly<Record<string, string>>): Promise<unknown> =>
      api("POST", services, {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, annotations },
        spec: { type: "LoadBalancer", ports: [{ port: 80 }] },
      });
    await make("plain", {});
    await make("named", { "rig/lb-hostname": "gateway.example" });
    const ingress = (name: string): Promise<Json> =>
      until(`an address for ${name}`, async () =>
        at((await api("GET", `${services}/${name}`)).body, "status", "loadBalancer", "ingress", 0),
      );
    expect(textAt(await ingress("plain"), "ip")).toMatch(/^10\.89\.1\.1/);
    expect(textAt(await ingress("named"), "hostname")).toBe("gateway.example");
  });

  test("lets a viewer read but not write, and a limited user do neither", async () => {
    const path = "/api/v1/namespaces/default/configmaps";
    const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "mine" } };
    const statuses = async (user: User): Promise<readonly number[]> => [
      (await rig.api(1, user)("GET", path)).status,
      (await rig.api(1, user)("POST", path, configMap)).status,
    ];
    expect(await statuses(VIEWER)).toEqual([200, 403]);
    expect(await statuses(LIMITED)).toEqual([403, 403]);
  });

  test("lives beside another one, which leaves nothing behind when it goes", async () => {
    const other = await startRig({ clusters: 1 });
    const uidIn = async (each: Rig): Promise<string | undefined> =>
      textAt((await each.api(1)("GET", "/api/v1/namespaces/kube-system")).body, "metadata", "uid");
    expect(await uidIn(other)).not.toBe(await uidIn(rig));
    await other.down();
    expect(existsSync(other.place.home)).toBe(false);
    expect(await mustRun("ip", ["netns", "list"])).not.toContain(other.place.namespace);
    expect(await uidIn(rig)).toBeTypeOf("string");
  });
});
