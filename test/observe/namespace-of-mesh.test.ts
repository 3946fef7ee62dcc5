import { expect, test } from "vitest";
import type { KubeObject } from "../../src/kube/object.ts";
import { namespaceOfMesh } from "../../src/observe/namespace-of-mesh.ts";
import { partOf } from "../../src/planner/marks.ts";
import { PART_OF_LABEL } from "../../src/planner/names.ts";

/** An object of the mesh `prod` in a namespace of Istio. */
function objectOf(istio: string, name: string, namespace?: string): KubeObject {
  const labels = { [PART_OF_LABEL]: partOf({ name: "prod", istio: { namespace: istio } }) };
  const metadata = { name, labels, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: "v1", kind: "Any", metadata };
}

test("an object in a namespace tells it, and a webhook configuration by its name", () => {
  const places = [
    objectOf("mesh-system", "istiod", "mesh-system"),
    objectOf("istio-system", "istio-sidecar-injector"),
    objectOf("istio-system", "istio-sidecar-injector-r2"),
    objectOf("mesh-system", "istio-sidecar-injector-r2-mesh-system"),
    objectOf("mesh-system", "istio-revision-tag-default-mesh-system"),
  ];
  expect(places.map((one) => namespaceOfMesh(one, "prod"))).toEqual([
    "mesh-system",
    "istio-system",
    "istio-system",
    "mesh-system",
    "mesh-system",
  ]);
});

test("an object of another mesh, or of none, tells nothing", () => {
  const injector = objectOf("istio-system", "istio-sidecar-injector");
  expect(namespaceOfMesh(injector, "test")).toBeUndefined();
  const { labels: _, ...metadata } = injector.metadata;
  expect(namespaceOfMesh({ ...injector, metadata }, "prod")).toBeUndefined();
});
