import { afterEach, beforeEach, expect, test } from "vitest";
import type { JsonMap } from "../../../src/kube/object.ts";
import { type Sandbox, startSandbox } from "../../../src/embedded/istio/sandbox.ts";
import { at, type Client, clientOf, configMap, textAt, until } from "./client.ts";

const DEFAULT = "/api/v1/namespaces/default";
const SET = "/apis/apps/v1/namespaces/default/daemonsets/agent";

let sandbox: Sandbox;
let client: Client;

beforeEach(async () => {
  sandbox = await startSandbox({
    clusters: [{ name: "cluster1", context: "cluster1" }],
    controllerDelayMs: 2,
  });
  client = clientOf(sandbox.cluster("cluster1"));
});

afterEach(async () => {
  client.close();
  await sandbox.close();
});

function daemonSet(image: string, spec: JsonMap = {}): JsonMap {
  const labels = { app: "agent" };
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "agent" },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "main", image }], ...spec },
      },
    },
  };
}

const pods = async () => {
  const { body } = await client.request("GET", `${DEFAULT}/pods?labelSelector=app%3Dagent`);
  const items = at(body, "items");
  return Array.isArray(items) ? (items as readonly JsonMap[]) : [];
};

const status = (wanted: JsonMap) =>
  until(
    () => client.request("GET", SET),
    (body) => Object.entries(wanted).every(([key, value]) => at(body, "status", key) === value),
  );

test("a DaemonSet has one ready pod on the node", async () => {
  await client.apply(SET, daemonSet("example.com/agent:1"));
  const body = await status({ numberReady: 1 });
  expect(at(body, "status")).toEqual({
    currentNumberScheduled: 1,
    desiredNumberScheduled: 1,
    numberAvailable: 1,
    numberMisscheduled: 0,
    numberReady: 1,
    observedGeneration: 1,
    updatedNumberScheduled: 1,
  });
  const [pod, ...others] = await pods();
  expect(others).toEqual([]);
  expect(textAt(pod, "spec", "nodeName")).toBe("cluster1-node-1");
});

test("a changed template replaces the pod", async () => {
  await client.apply(SET, daemonSet("example.com/agent:1"));
  await status({ numberReady: 1 });
  await client.apply(SET, daemonSet("example.com/agent:2"));
  await status({ observedGeneration: 2, updatedNumberScheduled: 1, numberReady: 1 });
  const all = await pods();
  expect(all.map((pod) => textAt(pod, "spec", "containers", 0, "image"))).toEqual([
    "example.com/agent:2",
  ]);
});

test("a node that the template does not select has none", async () => {
  await client.apply(SET, daemonSet("example.com/agent:1", { nodeSelector: { disk: "fast" } }));
  await status({ desiredNumberScheduled: 0, observedGeneration: 1 });
  expect(await pods()).toEqual([]);
});

test("a pod stays pending until the ConfigMap it mounts is there", async () => {
  const volumes = [{ name: "root", configMap: { name: "root" } }];
  await client.apply(SET, daemonSet("example.com/agent:1", { volumes }));
  await status({ currentNumberScheduled: 1, numberUnavailable: 1 });
  await client.apply(`${DEFAULT}/configmaps/root`, configMap("root", { a: "b" }));
  await status({ numberReady: 1 });
});
