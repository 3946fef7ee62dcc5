import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differingFields as differing } from "../../src/kube/differing-fields.ts";
import { withoutFields } from "../../src/kube/field-edit.ts";
import { printedPath } from "../../src/kube/field-path.ts";
import { fieldsOf } from "../../src/kube/field-set.ts";
import { builtinFieldTypes } from "../../src/kube/field-types.ts";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";

const differingFields = (live: KubeObject, wanted: KubeObject): readonly string[] =>
  differing(live, wanted).map(printedPath);

const DEPLOYMENT: KubeObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: {
    name: "gateway",
    namespace: "istio-system",
    labels: { app: "gateway", "app.kubernetes.io/instance": "istio" },
  },
  spec: {
    selector: { matchLabels: { app: "gateway" } },
    template: {
      spec: {
        volumes: [{ name: "empty", emptyDir: {} }],
        containers: [
          {
            name: "proxy",
            image: "auto",
            args: ["proxy", "router"],
            env: [{ name: "EMPTY", value: "" }],
            ports: [{ containerPort: 15443, protocol: "TCP" }],
            volumeMounts: [{ name: "empty", mountPath: "/x", readOnly: false }],
            resources: { limits: { cpu: "2000m", memory: "1024Mi" }, requests: { cpu: 0.5 } },
          },
        ],
      },
    },
  },
};

/** As a server stores it: its own spelling, defaults, nothing that says nothing. */
const STORED: KubeObject = {
  ...DEPLOYMENT,
  metadata: { ...DEPLOYMENT.metadata, uid: "1", generation: 3 },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: "gateway" } },
    template: {
      spec: {
        restartPolicy: "Always",
        volumes: [{ name: "empty", emptyDir: {} }],
        containers: [
          { name: "injected", image: "other" },
          {
            name: "proxy",
            image: "auto",
            args: ["proxy", "router"],
            env: [{ name: "EMPTY" }, { name: "MORE", value: "x" }],
            ports: [{ containerPort: 15443, protocol: "TCP" }],
            volumeMounts: [{ name: "empty", mountPath: "/x" }],
            resources: { limits: { cpu: "2", memory: "1Gi" }, requests: { cpu: "500m" } },
          },
        ],
      },
    },
  },
  status: { replicas: 3 },
};

describe("the fields in which a live object differs, whoever owns them", () => {
  test("are none for the object itself, and none for the server's spelling of it", () => {
    expect(differingFields(DEPLOYMENT, DEPLOYMENT)).toEqual([]);
    expect(differingFields(STORED, DEPLOYMENT)).toEqual([]);
  });

  test("name every single leaf that is gone", () => {
    const types = builtinFieldTypes(DEPLOYMENT.apiVersion, DEPLOYMENT.kind);
    const meaningful = [...fieldsOf(DEPLOYMENT, types).leaves()].filter(
      (path) => !/instance|EMPTY|emptyDir|readOnly|"name":"proxy"}$/.test(path.join("/")),
    );
    fc.assert(
      fc.property(fc.constantFrom(...meaningful), (path) => {
        const found = differing(withoutFields(DEPLOYMENT, [path]), DEPLOYMENT);
        expect(found).toContainEqual(path);
      }),
    );
  });

  test("are paths that people can read", () => {
    const [proxy] = (
      (DEPLOYMENT["spec"] as JsonMap)["template"] as { spec: { containers: JsonMap[] } }
    ).spec.containers;
    const spec = {
      ...(DEPLOYMENT["spec"] as JsonMap),
      template: { spec: { containers: [{ ...proxy, image: "proxyv2:1.30.0", args: ["proxy"] }] } },
    };
    expect(differingFields({ ...STORED, spec }, DEPLOYMENT)).toEqual([
      'spec.template.spec.containers[name="proxy"].args',
      'spec.template.spec.containers[name="proxy"].image',
      'spec.template.spec.volumes[name="empty"].name',
    ]);
  });

  test("leave out what somebody else writes in a running mesh", () => {
    const webhook = (clientConfig: JsonMap, failurePolicy: string): KubeObject => ({
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      metadata: { name: "istio-validator" },
      webhooks: [
        {
          name: "rev.validation.istio.io",
          clientConfig,
          failurePolicy,
          // The server adds the scope to every rule of a list that is one value.
          rules: [{ apiGroups: ["*"], ...(failurePolicy === "Fail" ? { scope: "*" } : {}) }],
        },
      ],
    });
    const service = { name: "istiod", namespace: "istio-system" };
    const live = webhook({ service, caBundle: "Q0E=" }, "Fail");
    expect(differingFields(live, webhook({ service }, "Ignore"))).toEqual([]);
    const other = webhook({ service: { ...service, name: "istiod-old" } }, "Fail");
    expect(differingFields(other, webhook({ service }, "Ignore"))).toHaveLength(1);
  });

  test("leave out the labels by which deliverers track what they brought", () => {
    const labels = { app: "gateway", "app.kubernetes.io/instance": "mesh-cluster1" };
    const live = { ...STORED, metadata: { ...STORED.metadata, labels } };
    expect(differingFields(live, DEPLOYMENT)).toEqual([]);
    const without = { ...STORED, metadata: { ...STORED.metadata, labels: {} } };
    expect(differingFields(without, DEPLOYMENT)).toEqual(["metadata.labels.app"]);
  });

  test("compare amounts by their size only where amounts stand", () => {
    const config = (value: string): KubeObject => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "x" },
      data: { cpu: value },
    });
    expect(differingFields(config("2"), config("2000m"))).toEqual(["data.cpu"]);
  });
});
