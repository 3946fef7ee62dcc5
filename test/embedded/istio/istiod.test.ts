import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Cacerts } from "../../../src/certs/cacerts.ts";
import { issueIntermediate, makeRoot, rootIn } from "../../../src/certs/root.ts";
import type { Json, JsonMap } from "../../../src/kube/object.ts";
import { remoteKubeconfig } from "../../../src/kube/remote-kubeconfig.ts";
import { type Sandbox, startSandbox } from "../../../src/embedded/istio/sandbox.ts";
import { at, type Client, clientOf, textAt, until } from "../kube/client.ts";

const SYSTEM = "/api/v1/namespaces/istio-system";
const APPS = "/apis/apps/v1/namespaces/istio-system";
const WEBHOOKS = "/apis/admissionregistration.k8s.io/v1";
const INJECTOR = `${WEBHOOKS}/mutatingwebhookconfigurations/injector`;
const VALIDATOR = `${WEBHOOKS}/validatingwebhookconfigurations/validator`;
const DEFINITION =
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gateways.networking.istio.io";
const GATEWAY = "/apis/networking.istio.io/v1/namespaces/istio-system/gateways/probe";

let sandbox: Sandbox;
let primary: Client;
let remote: Client;

beforeEach(async () => {
  sandbox = await startSandbox({
    clusters: ["cluster1", "cluster2"].map((name) => ({ name, context: name })),
    controllerDelayMs: 5,
  });
  primary = clientOf(sandbox.cluster("cluster1"));
  remote = clientOf(sandbox.cluster("cluster2"));
  await namespace(primary);
});

afterEach(async () => {
  primary.close();
  remote.close();
  await sandbox.close();
});

function namespace(client: Client, annotations: JsonMap = {}): Promise<unknown> {
  const metadata = { name: "istio-system", annotations };
  return client.apply(SYSTEM, { apiVersion: "v1", kind: "Namespace", metadata });
}

function webhook(kind: string, name: string): JsonMap {
  const rule = {
    apiGroups: ["networking.istio.io"],
    apiVersions: ["*"],
    operations: ["CREATE"],
    resources: ["*"],
  };
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind,
    metadata: { name, labels: { "istio.io/rev": "default" } },
    webhooks: [
      {
        name: "rev.validation.istio.io",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        failurePolicy: "Ignore",
        clientConfig: { service: { name: "istiod", namespace: "istio-system" } },
        rules: [rule],
      },
    ],
  };
}

const injector = webhook("MutatingWebhookConfiguration", "injector");
const validator = webhook("ValidatingWebhookConfiguration", "validator");

function workload(name: string, container: JsonMap): JsonMap {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "main", ...container }] } },
    },
  };
}

const istiod = workload("istiod", {
  image: "example.com/pilot:1",
  env: [
    { name: "CLUSTER_ID", value: "cluster1" },
    { name: "EXTERNAL_ISTIOD", value: "true" },
  ],
});

const caBundle = (body: Json): string => {
  const found = at(body, "webhooks", 0, "clientConfig", "caBundle");
  return typeof found === "string" ? found : "";
};

async function remoteSecret(token?: string): Promise<void> {
  await remote.apply(`${SYSTEM}/serviceaccounts/reader`, {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "reader" },
  });
  const annotations = { "kubernetes.io/service-account.name": "reader" };
  const type = "kubernetes.io/service-account-token";
  await remote.apply(`${SYSTEM}/secrets/reader-token`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "reader-token", annotations },
    type,
  });
  const filled = await until(
    () => remote.request("GET", `${SYSTEM}/secrets/reader-token`),
    (body) => at(body, "data", "token") !== undefined,
  );
  const kubeconfig = remoteKubeconfig({
    cluster: "cluster2",
    server: sandbox.cluster("cluster2").server,
    ca: textAt(filled, "data", "ca.crt"),
    token: token ?? textAt(filled, "data", "token"),
  });
  await primary.apply(`${SYSTEM}/secrets/istio-remote-secret-cluster2`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "istio-remote-secret-cluster2", labels: { "istio/multiCluster": "true" } },
    data: { cluster2: Buffer.from(kubeconfig).toString("base64") },
  });
}

async function metrics(): Promise<{ readonly status: number; readonly body: Json }> {
  const pods = await primary.request("GET", `${SYSTEM}/pods?labelSelector=app%3Distiod`);
  const name = textAt(pods.body, "items", 0, "metadata", "name");
  return primary.request("GET", `${SYSTEM}/pods/${name}:15014/proxy/metrics`);
}

async function metricsAnswer(fits: (text: string) => boolean): Promise<string> {
  const ask = async (): ReturnType<Client["request"]> => ({
    ...(await metrics()),
    headers: {},
    text: "",
  });
  const body = await until(ask, (found) => typeof found === "string" && fits(found));
  return typeof body === "string" ? body : "";
}

describe("the simulated istiod", () => {
  test("does nothing before its Deployment is available", async () => {
    await primary.apply(INJECTOR, injector);
    await primary.apply(
      `${APPS}/deployments/other`,
      workload("other", { image: "example.com/x:1" }),
    );
    await until(
      () => primary.request("GET", `${APPS}/deployments/other`),
      (body) => at(body, "status", "availableReplicas") === 1,
    );
    expect(caBundle((await primary.request("GET", INJECTOR)).body)).toBe("");
  });

  test("writes CA bundles, the failure policy and the root certificate as pilot-discovery", async () => {
    await primary.apply(INJECTOR, injector);
    await primary.apply(VALIDATOR, validator);
    await primary.apply(`${APPS}/deployments/istiod`, istiod);
    const wired = await until(
      () => primary.request("GET", VALIDATOR),
      (body) => caBundle(body) !== "",
    );
    expect(at(wired, "webhooks", 0, "failurePolicy")).toBe("Fail");
    const owners = at(wired, "metadata", "managedFields");
    expect(owners).toMatchObject([
      { manager: "tester", operation: "Apply" },
      { manager: "pilot-discovery", operation: "Update" },
    ]);
    const root = await until(
      () => primary.request("GET", "/api/v1/namespaces/default/configmaps/istio-ca-root-cert"),
      (body) => at(body, "kind") === "ConfigMap",
    );
    const pem = textAt(root, "data", "root-cert.pem");
    expect(Buffer.from(pem).toString("base64")).toBe(caBundle(wired));
    const again = await primary.apply(VALIDATOR, validator);
    expect(again.status).toBe(409);
  });

  test("refuses the object of its own self-test, in a dry run too", async () => {
    await primary.apply(DEFINITION, gatewayDefinition);
    await primary.apply(VALIDATOR, validator);
    await primary.apply(`${APPS}/deployments/istiod`, istiod);
    await until(
      () => primary.request("GET", VALIDATOR),
      (body) => caBundle(body) !== "",
    );
    const annotations = { "internal.istio.io/webhook-always-reject": "true" };
    const gateway = {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: { name: "probe", annotations },
    };
    const refused = await primary.apply(GATEWAY, gateway, "probe", "&dryRun=All");
    expect(refused.status).toBe(400);
    expect(at(refused.body, "message")).toContain(
      'admission webhook "rev.validation.istio.io" denied the request',
    );
    const good = await primary.apply(GATEWAY, { ...gateway, metadata: { name: "probe" } });
    expect(good.status).toBe(201);
  });

  test("reports a remote cluster as synced and leads it once its namespace says so", async () => {
    await namespace(remote);
    await remote.apply(INJECTOR, injector);
    await primary.apply(`${APPS}/deployments/istiod`, istiod);
    await remoteSecret();
    const text = await metricsAnswer(
      (found) => found.includes('cluster="cluster2"') && found.includes('synced"} 1\nistiod'),
    );
    expect(text).toContain(
      'istiod_remote_cluster_sync_status{cluster="cluster1",cluster_type="local",status="synced"} 1\n',
    );
    expect(text).toContain('cluster="cluster2",cluster_type="remote"');
    await metricsAnswer((found) =>
      found.includes('{cluster="cluster2",cluster_type="remote",status="synced"} 1'),
    );
    expect(caBundle((await remote.request("GET", INJECTOR)).body)).toBe("");
    await namespace(remote, { "topology.istio.io/controlPlaneClusters": "cluster1" });
    await until(
      () => remote.request("GET", INJECTOR),
      (body) => caBundle(body) !== "",
    );
    await until(
      () => remote.request("GET", `${SYSTEM}/configmaps/istio-ca-root-cert`),
      (body) => at(body, "kind") === "ConfigMap",
    );
  });

  test("does not believe a token that the other server refuses", async () => {
    await namespace(remote, { "topology.istio.io/controlPlaneClusters": "*" });
    await remote.apply(INJECTOR, injector);
    await primary.apply(`${APPS}/deployments/istiod`, istiod);
    await remoteSecret(Buffer.from("made.up.token").toString("base64"));
    await until(
      () =>
        Promise.resolve({
          status: 200,
          headers: {},
          text: "",
          body: sandbox.cluster("cluster2").requests.filter(({ status }) => status === 401).length,
        }),
      (count) => count !== 0,
    );
    const text = await metricsAnswer((found) => found.includes("cluster2"));
    expect(text).toContain('{cluster="cluster2",cluster_type="remote",status="syncing"} 1');
    expect(caBundle((await remote.request("GET", INJECTOR)).body)).toBe("");
  });

  test("says in its log which cluster it cannot read and why, once, and where it runs alone", async () => {
    await namespace(remote);
    await primary.apply(`${APPS}/deployments/istiod`, istiod);
    await remoteSecret(Buffer.from("made.up.token").toString("base64"));
    await metricsAnswer((found) => found.includes("cluster2"));
    const pods = await primary.request("GET", `${SYSTEM}/pods?labelSelector=app%3Distiod`);
    const log = `${SYSTEM}/pods/${textAt(pods.body, "items", 0, "metadata", "name")}/log`;
    const body = await until(
      () => primary.request("GET", log),
      (text) => text !== "",
    );
    const { server } = sandbox.cluster("cluster2");
    expect(body).toMatch(/^[\d-]+T[\d:.]+Z\terror\t.+\n$/);
    expect(body).toContain(
      `watch error in cluster cluster2: Get "${server}/api/v1/namespaces/kube-system": the server answered 401\n`,
    );
    const cut = await primary.request("GET", `${log}?tailLines=1&limitBytes=5`);
    expect(cut.body).toMatch(/^\d{4}-$/);
    expect((await primary.request("GET", `${log}?tailLines=0`)).body).toBe("");
    expect((await remote.request("GET", `${SYSTEM}/pods/none/log`)).status).toBe(404);
  });

  test("a gateway that waits for injection starts when its cluster is led, and not before", async () => {
    await namespace(remote, { "topology.istio.io/controlPlaneClusters": "cluster1" });
    await remote.apply(INJECTOR, injector);
    await remote.apply(`${APPS}/deployments/gateway`, workload("gateway", { image: "auto" }));
    await until(
      () => remote.request("GET", `${APPS}/deployments/gateway`),
      (body) => at(body, "status", "replicas") === 1,
    );
    await primary.apply(`${APPS}/deployments/istiod`, istiod);
    expect(
      at(
        (await remote.request("GET", `${APPS}/deployments/gateway`)).body,
        "status",
        "readyReplicas",
      ),
    ).not.toBe(1);
    await remoteSecret();
    await until(
      () => remote.request("GET", `${APPS}/deployments/gateway`),
      (body) => at(body, "status", "readyReplicas") === 1,
    );
  });
});

describe("the CA of the simulated istiod", () => {
  const now = new Date();
  const root = rootIn(makeRoot("mesh1", now), "root", now);
  const of = { mesh: "mesh1", cluster: "cluster1", namespace: "istio-system" };
  const cacerts = issueIntermediate(root, of, now);
  const bring = (data: Partial<Cacerts>) =>
    primary.apply(`${SYSTEM}/secrets/cacerts`, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "cacerts" },
      data: Object.fromEntries(
        Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
      ),
    });
  const rootSeen = async (): Promise<string> => {
    const body = await until(
      () => primary.request("GET", "/api/v1/namespaces/default/configmaps/istio-ca-root-cert"),
      (found) => at(found, "kind") === "ConfigMap",
    );
    return textAt(body, "data", "root-cert.pem");
  };
  const start = () => primary.apply(`${APPS}/deployments/istiod`, istiod);

  test("is the one of cacerts where it is there before istiod starts", async () => {
    await bring(cacerts);
    await start();
    expect(await rootSeen()).toBe(cacerts["root-cert.pem"]);
    expect((await primary.request("GET", `${SYSTEM}/secrets/istio-ca-secret`)).status).toBe(404);
  });

  test.each([
    ["a key is missing", { "ca-cert.pem": "" }, "incomplete signing CA bundle detected"],
    [
      "the key is another's",
      { ...cacerts, "ca-key.pem": issueIntermediate(root, of, now)["ca-key.pem"] },
      "ca-key.pem is not the key of ca-cert.pem",
    ],
  ])("keeps istiod from starting while %s", async (_, broken, message) => {
    await bring(broken);
    await start();
    const pods = await until(
      () => primary.request("GET", `${SYSTEM}/pods?labelSelector=app%3Distiod`),
      (body) => at(body, "items", 0, "status", "containerStatuses", 0, "state") !== undefined,
    );
    const state = at(pods, "items", 0, "status", "containerStatuses", 0, "state");
    expect(state).toEqual({
      waiting: {
        reason: "CrashLoopBackOff",
        message: `failed to create an istiod CA: ${message}`,
      },
    });
    await bring(cacerts);
    expect(await rootSeen()).toBe(cacerts["root-cert.pem"]);
  });

  test("stays what it was at the start, whatever becomes of the Secret", async () => {
    await primary.apply(INJECTOR, injector);
    await start();
    const own = await rootSeen();
    await bring(cacerts);
    await primary.apply(VALIDATOR, validator);
    const wired = await until(
      () => primary.request("GET", VALIDATOR),
      (body) => caBundle(body) !== "",
    );
    expect(Buffer.from(caBundle(wired), "base64").toString()).toBe(own);
    expect(own).not.toBe(cacerts["root-cert.pem"]);
  });
});

const gatewayDefinition: JsonMap = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "gateways.networking.istio.io" },
  spec: {
    group: "networking.istio.io",
    scope: "Namespaced",
    names: { kind: "Gateway", plural: "gateways" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
    ],
  },
};
