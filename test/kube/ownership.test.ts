import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sameJson, withoutNulls } from "../../src/kube/canonical.ts";
import { contestedFields, isHandEdit } from "../../src/kube/contested.ts";
import { withoutFields } from "../../src/kube/field-edit.ts";
import { serverPathText, valueAt } from "../../src/kube/field-path.ts";
import { fieldsOf } from "../../src/kube/field-set.ts";
import { builtinFieldTypes } from "../../src/kube/field-types.ts";
import type { Json, KubeObject, ManagedFieldsEntry } from "../../src/kube/object.ts";
import { yieldRuntimeOwned } from "../../src/kube/runtime-owned.ts";
import { provesUnchanged } from "../../src/kube/unchanged.ts";

const SERVICE: KubeObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "gw", namespace: "istio-system", labels: { app: "gw" } },
  spec: {
    type: "LoadBalancer",
    selector: { app: "gw" },
    ports: [{ name: "tls", port: 15443, protocol: "TCP" }],
  },
};
const types = (object: KubeObject) => builtinFieldTypes(object.apiVersion, object.kind);

function ownedBy(
  object: KubeObject,
  manager: string,
  operation: "Apply" | "Update" = "Apply",
): ManagedFieldsEntry {
  return {
    manager,
    operation,
    apiVersion: object.apiVersion,
    fieldsV1: fieldsOf(object, types(object)).toFieldsV1(),
  };
}
function live(object: KubeObject, ...managedFields: ManagedFieldsEntry[]): KubeObject {
  return {
    ...object,
    metadata: { ...object.metadata, managedFields: managedFields as unknown as Json },
  };
}

describe("the proof that nothing changes", () => {
  test("holds for an object as it was applied, whatever the server added", () => {
    const defaulted = {
      ...SERVICE,
      spec: { ...(SERVICE["spec"] as object), clusterIP: "10.0.0.1" },
      status: { x: 1 },
    };
    expect(
      provesUnchanged(
        live(defaulted as KubeObject, ownedBy(SERVICE, "meshplan")),
        SERVICE,
        "meshplan",
      ),
    ).toBe(true);
  });

  test("fails for every single leaf that differs, is missing, or is no longer wanted", () => {
    const leaves = [...fieldsOf(SERVICE, types(SERVICE)).leaves()];
    expect(leaves.length).toBeGreaterThan(4);
    for (const path of leaves) {
      const less = withoutFields(SERVICE, [path]);
      expect(
        provesUnchanged(live(less, ownedBy(less, "meshplan")), SERVICE, "meshplan"),
        serverPathText(path),
      ).toBe(false);
      expect(
        provesUnchanged(live(SERVICE, ownedBy(SERVICE, "meshplan")), less, "meshplan"),
        serverPathText(path),
      ).toBe(false);
    }
  });

  test("fails where equal values belong to somebody else", () => {
    expect(
      provesUnchanged(live(SERVICE, ownedBy(SERVICE, "helm", "Update")), SERVICE, "meshplan"),
    ).toBe(false);
    expect(
      provesUnchanged(live(SERVICE, ownedBy(SERVICE, "meshplan", "Update")), SERVICE, "meshplan"),
    ).toBe(false);
  });
});

describe("contested fields", () => {
  test("are the wanted leaves the server named, with their owners, also through a keyed item or an atomic parent", () => {
    const found = contestedFields(
      SERVICE,
      live(SERVICE, ownedBy(SERVICE, "other"), ownedBy(SERVICE, "kubectl-edit", "Update")),
      [
        { field: ".metadata.labels.app" },
        { field: '.spec.ports[port=15443,protocol="TCP"]' },
        { field: ".spec.selector" },
      ],
      "meshplan",
    );
    expect(found.map((one) => serverPathText(one.path)).sort()).toEqual([
      ".metadata.labels.app",
      '.spec.ports[port=15443,protocol="TCP"].name',
      '.spec.ports[port=15443,protocol="TCP"].port',
      '.spec.ports[port=15443,protocol="TCP"].protocol',
      ".spec.selector",
    ]);
    expect(found.every((one) => one.owners.length === 2)).toBe(true);
  });

  test("are not those whose text another one begins with: a label with dots is no part of a label", () => {
    const labels = { app: "istiod", "app.kubernetes.io/name": "istiod" };
    const wanted: KubeObject = { ...SERVICE, metadata: { ...SERVICE.metadata, labels } };
    const edited = { "app.kubernetes.io/name": "edited" };
    const found = contestedFields(
      wanted,
      live(
        { ...SERVICE, metadata: { ...SERVICE.metadata, labels: edited } },
        {
          ...{ manager: "kubectl-edit", operation: "Update", apiVersion: "v1" },
          fieldsV1: { "f:metadata": { "f:labels": { "f:app.kubernetes.io/name": {} } } },
        },
      ),
      [{ field: ".metadata.labels.app.kubernetes.io/name" }],
      "meshplan",
    );
    expect(found.map((one) => serverPathText(one.path))).toEqual([
      ".metadata.labels.app.kubernetes.io/name",
    ]);
  });

  test("of a person are told from those of a controller", () => {
    expect(isHandEdit({ manager: "kubectl-edit", operation: "Update" })).toBe(true);
    expect(isHandEdit({ manager: "kubectl", operation: "Apply" })).toBe(false);
    expect(isHandEdit({ manager: "kubectler", operation: "Update" })).toBe(false);
  });
});

describe("fields of the running mesh", () => {
  const validator: KubeObject = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "istio-validator" },
    webhooks: [
      {
        name: "v.istio.io",
        failurePolicy: "Ignore",
        clientConfig: { caBundle: "", service: { name: "istiod" } },
      },
    ],
  };
  const path = ["f:webhooks", 'k:{"name":"v.istio.io"}', "f:failurePolicy"];
  const policy = (object: KubeObject) => valueAt(object, path);

  test("failurePolicy is sent until istiod owns it, caBundle never", () => {
    expect(policy(yieldRuntimeOwned(validator, undefined, "meshplan"))).toBe("Ignore");
    expect(
      policy(
        yieldRuntimeOwned(validator, live(validator, ownedBy(validator, "meshplan")), "meshplan"),
      ),
    ).toBe("Ignore");
    const taken = yieldRuntimeOwned(
      validator,
      live(validator, ownedBy(validator, "pilot-discovery", "Update")),
      "meshplan",
    );
    expect(policy(taken)).toBeUndefined();
    expect(JSON.stringify(yieldRuntimeOwned(validator, undefined, "meshplan"))).not.toContain(
      "caBundle",
    );
    expect(JSON.stringify(taken)).toContain("istiod");
  });
});

describe("cutting fields out", () => {
  test("removes exactly the named leaves and leaves no empty map behind", () => {
    const leaves = [...fieldsOf(SERVICE, types(SERVICE)).leaves()];
    fc.assert(
      fc.property(fc.subarray(leaves), (cut) => {
        const rest = withoutFields(SERVICE, cut);
        const left = [...fieldsOf(rest, types(rest)).leaves()].map(serverPathText);
        const keys = new Set(cut.map(serverPathText));
        // A keyed item cannot outlive its keys, so only other leaves are compared.
        const plain = leaves.map(serverPathText).filter((text) => !text.startsWith(".spec.ports"));
        expect(left.filter((text) => !text.startsWith(".spec.ports")).sort()).toEqual(
          plain.filter((text) => !keys.has(text)).sort(),
        );
      }),
    );
  });
});

describe("JSON values", () => {
  test("equality ignores key order and absent members", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse()) as Json;
        expect(sameJson(value as Json, turned)).toBe(true);
      }),
    );
    expect(sameJson({ a: undefined }, {})).toBe(true);
    expect(sameJson({ a: null }, {})).toBe(false);
  });

  test("nulls go, with what only they kept alive; empty values that were meant stay", () => {
    expect(withoutNulls({ a: null, b: { c: null }, d: {}, e: [], f: { g: 1, h: null } })).toEqual({
      d: {},
      e: [],
      f: { g: 1 },
    });
  });
});
