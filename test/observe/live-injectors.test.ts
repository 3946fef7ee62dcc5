import { expect, test } from "vitest";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import { liveInjectors } from "../../src/observe/live-injectors.ts";

/** As a list gives it: without a kind. */
function injector(name: string, labels: JsonMap, ...clients: readonly JsonMap[]): KubeObject {
  const webhooks = clients.map((clientConfig) => ({ clientConfig }));
  return { metadata: { name, labels }, webhooks } as unknown as KubeObject;
}
const clusterOf = (client: JsonMap): string | undefined =>
  liveInjectors([injector("istio-sidecar-injector", {}, client)])[0]?.cluster;

test("injectors tell their revision and their tag, sorted by name", () => {
  const rev = (revision: string) => ({ "istio.io/rev": revision });
  expect(
    liveInjectors([
      injector("istio-sidecar-injector-r2", rev("r2")),
      injector("istio-sidecar-injector", rev("default")),
      injector("istio-revision-tag-prod", { ...rev("r2"), "istio.io/tag": "prod" }),
    ]),
  ).toEqual([
    { name: "istio-revision-tag-prod", revision: "r2", tag: "prod" },
    { name: "istio-sidecar-injector", revision: "" },
    { name: "istio-sidecar-injector-r2", revision: "r2" },
  ]);
});

test("the cluster is in the path, whether that is called through a Service or at a URL", () => {
  expect(clusterOf({ service: { path: "/inject/cluster/c3/net/n2" } })).toBe("c3");
  expect(clusterOf({ service: { path: "/inject/net/n2/cluster/c3" } })).toBe("c3");
  expect(clusterOf({ url: "https://mesh.example.com:15017/inject/cluster/c3/net/n2" })).toBe("c3");
  expect(clusterOf({ service: { path: "/inject" } })).toBeUndefined();
  expect(clusterOf({})).toBeUndefined();
});
