import { describe, expect, test } from "vitest";
import type { ClusterName, Mesh } from "../../src/mesh/model.ts";
import { topologyOf } from "../../src/mesh/topology.ts";
import { leftoversOf } from "../../src/planner/leftovers.ts";
import type { OwnedObject } from "../../src/planner/owned-objects.ts";
import { meshOf } from "../mesh/build-mesh.ts";

const object = (kind: string, name: string, more: Partial<OwnedObject> = {}): OwnedObject => ({
  object: { apiVersion: "v1", kind, namespace: "istio-system", name },
  ...more,
});
const names = (mesh: Mesh, objects: readonly OwnedObject[]): readonly string[] => {
  const [{ name } = { name: "" as ClusterName }] = mesh.clusters;
  const owned = new Map([[name, { objects, unlisted: [] }]]);
  return leftoversOf({ mesh, topology: topologyOf(mesh), desired: [], owned }).map(
    (one) => one.object.name,
  );
};

describe("what is left over", () => {
  const alone = meshOf("a: { network: n }");

  test("is everything owned that no action names, the secrets and webhooks first, Services last", () => {
    const secret = object("Secret", "remote", { reads: "b" });
    const all = [
      object("Service", "istiod-old"),
      object("Deployment", "istiod-old"),
      object("ValidatingWebhookConfiguration", "validator"),
      secret,
      object("MutatingWebhookConfiguration", "injector"),
    ];
    const order = ["remote", "injector", "validator", "istiod-old", "istiod-old"];
    expect(names(alone, all)).toEqual(order);
    expect(names(alone, [...all].reverse())).toEqual(order);
  });

  test("is not the namespace of Istio, nor the CA that an istiod signs with", () => {
    const own = { object: { apiVersion: "v1", kind: "Namespace", name: "istio-system" } };
    expect(names(alone, [own, object("Secret", "cacerts")])).toEqual([]);
  });

  test("is, where others deliver components, Secrets and what is of another revision", () => {
    const shared = meshOf("a: { network: n, delivery: { cni: external, all: external } }");
    const found = [
      object("ConfigMap", "may-be-theirs"),
      object("Deployment", "theirs", { revision: "default" }),
      object("Deployment", "old", { revision: "1-30-4" }),
      object("Secret", "remote", { reads: "b" }),
    ];
    expect(names(shared, found)).toEqual(["remote", "old"]);
    expect(names(alone, found)).toHaveLength(4);
  });
});
