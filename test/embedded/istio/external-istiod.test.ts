import { afterEach, beforeEach, expect, test } from "vitest";
import type { Json, JsonMap } from "../../../src/kube/object.ts";
import { remoteKubeconfig } from "../../../src/kube/remote-kubeconfig.ts";
import { type Sandbox, startSandbox } from "../../../src/embedded/istio/sandbox.ts";
import { at, type Client, clientOf, textAt, until } from "../kube/client.ts";

const NAMESPACE = "external-istiod";
const SYSTEM = `/api/v1/namespaces/${NAMESPACE}`;
const ISTIOD = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/istiod`;
const INJECTOR =
  "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/istio-sidecar-injector-external-istiod";
const ROOT = `${SYSTEM}/configmaps/istio-ca-root-cert`;

let sandbox: Sandbox;
let hub: Client;
let config: Client;
let second: Client;

beforeEach(async () => {
  sandbox = await startSandbox({
    clusters: ["hub", "config", "second"].map((name) => ({ name, context: name })),
    controllerDelayMs: 2,
  });
  [hub, config, second] = ["hub", "config", "second"].map((name) =>
    clientOf(sandbox.cluster(name)),
  ) as [Client, Client, Client];
  await namespace(hub);
  await namespace(config);
  await namespace(second, { "topology.istio.io/controlPlaneClusters": "config" });
  for (const client of [config, second]) await client.apply(INJECTOR, injector);
});

afterEach(async () => {
  for (const client of [hub, config, second]) client.close();
  await sandbox.close();
});

function namespace(client: Client, annotations: JsonMap = {}): Promise<unknown> {
  const metadata = { name: NAMESPACE, annotations };
  return client.apply(SYSTEM, { apiVersion: "v1", kind: "Namespace", metadata });
}

const injector: JsonMap = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "MutatingWebhookConfiguration",
  metadata: {
    name: "istio-sidecar-injector-external-istiod",
    labels: { "istio.io/rev": "default" },
  },
  webhooks: [
    {
      name: "rev.namespace.sidecar-injector.istio.io",
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
      clientConfig: { url: "https://istiod.example.com:15017/inject" },
    },
  ],
};

/** istiod as the charts run it for the configuration of another cluster; `mark` makes another pod of it. */
function istiod(mark = "1"): JsonMap {
  const labels = { app: "istiod" };
  const env = {
    CLUSTER_ID: "config",
    EXTERNAL_ISTIOD: "true",
    LOCAL_CLUSTER_SECRET_WATCHER: "true",
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "istiod", labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { mark } },
        spec: {
          containers: [
            {
              name: "discovery",
              image: "example.com/pilot:1",
              env: Object.entries(env).map(([name, value]) => ({ name, value })),
            },
          ],
          volumes: [
            {
              name: "istio-kubeconfig",
              secret: { secretName: "istio-kubeconfig", optional: true },
            },
          ],
        },
      },
    },
  };
}

/** A kubeconfig for one cluster, with a token of an account there unless another is given. */
async function kubeconfigOf(name: string, client: Client, token?: string): Promise<string> {
  await client.apply(`${SYSTEM}/serviceaccounts/reader`, {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "reader" },
  });
  await client.apply(`${SYSTEM}/secrets/reader`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "reader",
      annotations: { "kubernetes.io/service-account.name": "reader" },
    },
    type: "kubernetes.io/service-account-token",
  });
  const filled = await until(
    () => client.request("GET", `${SYSTEM}/secrets/reader`),
    (body) => at(body, "data", "token") !== undefined,
  );
  const text = remoteKubeconfig({
    cluster: name,
    server: sandbox.cluster(name).server,
    ca: textAt(filled, "data", "ca.crt"),
    token: token ?? textAt(filled, "data", "token"),
  });
  return Buffer.from(text).toString("base64");
}

async function configSecret(token?: string): Promise<void> {
  await hub.apply(`${SYSTEM}/secrets/istio-kubeconfig`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "istio-kubeconfig" },
    data: { config: await kubeconfigOf("config", config, token) },
  });
}

function caBundle(body: Json): string {
  return textAt(body, "webhooks", 0, "clientConfig", "caBundle");
}

const isWired = (body: Json): boolean => caBundle(body) !== "";

const served = (client: Client): Promise<Json> =>
  until(() => client.request("GET", INJECTOR), isWired);

test("serves the cluster of the kubeconfig it mounts, and leaves alone the one it runs in", async () => {
  await configSecret();
  await hub.apply(ISTIOD, istiod());
  const bundle = caBundle(await served(config));
  const root = await until(
    () => config.request("GET", ROOT),
    (body) => at(body, "kind") === "ConfigMap",
  );
  expect(Buffer.from(textAt(root, "data", "root-cert.pem")).toString("base64")).toBe(bundle);
  expect((await hub.request("GET", ROOT)).status).toBe(404);
  // It keeps its key where its configuration is. Source: istio pilot/pkg/bootstrap/istio_ca.go.
  expect((await config.request("GET", `${SYSTEM}/secrets/istio-ca-secret`)).status).toBe(200);
  expect((await hub.request("GET", `${SYSTEM}/secrets/istio-ca-secret`)).status).toBe(404);
});

test("reads remote secrets where it runs", async () => {
  await configSecret();
  await hub.apply(ISTIOD, istiod());
  await hub.apply(`${SYSTEM}/secrets/istio-remote-secret-second`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "istio-remote-secret-second", labels: { "istio/multiCluster": "true" } },
    data: { second: await kubeconfigOf("second", second) },
  });
  const bundle = caBundle(await served(second));
  expect(bundle).toBe(caBundle(await served(config)));
});

test("reads the kubeconfig once for each pod", async () => {
  await configSecret(Buffer.from("made.up.token").toString("base64"));
  await hub.apply(ISTIOD, istiod());
  const refused = (): number =>
    sandbox.cluster("config").requests.filter(({ status }) => status === 401).length;
  await until(
    () => Promise.resolve({ status: 200, headers: {}, body: refused(), text: "" }),
    (count) => count !== 0,
  );
  await configSecret();
  const before = refused();
  await until(
    () => Promise.resolve({ status: 200, headers: {}, body: refused(), text: "" }),
    (count) => Number(count) > before,
  );
  expect(isWired((await config.request("GET", INJECTOR)).body)).toBe(false);
  await hub.apply(ISTIOD, istiod("2"));
  await served(config);
});
