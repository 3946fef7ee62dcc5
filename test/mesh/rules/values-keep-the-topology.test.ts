import { describe, expect, test } from "vitest";
import { valuesKeepTheTopology } from "../../../src/mesh/rules/values-keep-the-topology.ts";
import type { Mesh } from "../../../src/mesh/model.ts";
import { topologyOf } from "../../../src/mesh/topology.ts";
import { meshOf, meshOfText } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const AMBIENT = `apiVersion: meshplan/v1
mesh: mesh1
mode: ambient
trust: { root: existing }
istio:
  version: 1.31.1
`;

describe("MP0485: values keep the topology", () => {
  test("accepts other values, and the derived ones", () => {
    expectAccepted(
      valuesKeepTheTopology,
      meshOf(
        "a: { network: n1, values: { pilot: { autoscaleMin: 2 }, global: { network: n1, meshID: mesh1 } } }",
        "b: { network: n2, primary: a, values: { global: { multiCluster: { clusterName: b } } } }",
      ),
    );
  });

  test("rejects other sources of the revision, of the mesh's settings and of certificates", () => {
    const env = (name: string, value: string): string =>
      `values: { pilot: { env: { ${name}: ${value} } } }`;
    const values = (text: string): Mesh => meshOf(`a: { network: n, ${text} }`);
    expectRefused(
      valuesKeepTheTopology,
      values(env("REVISION", "canary")),
      "the value pilot.env.REVISION is not set by hand: it is in `istio.revisions`",
    );
    expectRefused(
      valuesKeepTheTopology,
      values(env("SHARED_MESH_CONFIG", "other")),
      "the value pilot.env.SHARED_MESH_CONFIG is not set by hand: istiod would read other settings of the mesh over those of this file",
    );
    // The one istiod of a mesh may ask another CA: which one is told as a risk.
    expectAccepted(valuesKeepTheTopology, values(env("EXTERNAL_CA", "ISTIOD_RA_KUBERNETES_API")));
    expectRefused(
      valuesKeepTheTopology,
      meshOfText(
        `apiVersion: meshplan/v1\nmesh: mesh1\ntrust: { root: existing }\nistio: { version: 1.31.0 }\nclusters:\n  a: { network: n, ${env("EXTERNAL_CA", "ISTIOD_RA_KUBERNETES_API")} }\n`,
      ),
      "the value pilot.env.EXTERNAL_CA is not set by hand: `trust` says what istiod signs with",
    );
  });

  test("rejects a CA of their own for pods that a local injector completes", () => {
    const remote = (injector: string): Mesh =>
      meshOf(
        "a: { network: n }",
        `b: { network: m, primary: a${injector}, values: { global: { caAddress: "ca.example.com:443" } } }`,
      );
    expectRefused(
      valuesKeepTheTopology,
      remote(", injector: local"),
      "the value global.caAddress is not set by hand: with `injector: local` it is the istiod of the primary",
    );
    expectAccepted(valuesKeepTheTopology, remote(""));
  });

  test("knows the istiod in a host by the primary it serves", () => {
    const values = "values: { global: { multiCluster: { clusterName: a }, externalIstiod: true } }";
    expectAccepted(
      valuesKeepTheTopology,
      meshOf(`hub: { ${values} }`, `a: { network: n, controlPlane: hub, ${values} }`),
    );
    expectRefused(
      valuesKeepTheTopology,
      meshOf(
        "hub: { values: { global: { multiCluster: { clusterName: hub } } } }",
        "a: { network: n, controlPlane: hub }",
      ),
      "the value global.multiCluster.clusterName is not set by hand: it is the cluster's name in this file",
    );
  });

  test("rejects what would be another mesh, cluster or network, and everything that follows from roles", () => {
    expectRefused(
      valuesKeepTheTopology,
      meshOf(
        "a: { network: n1, values: { global: { network: N1, externalIstiod: true } } }",
        "b: { network: n1, primary: c, values: { profile: remote, istiodRemote: { injectionPath: /x } } }",
      ),
      "the value global.network is not set by hand: it is the cluster's `network`",
      "the value global.externalIstiod is not set by hand: it follows from who has remotes",
      "the value istiodRemote is not set by hand: it follows from `primary`, `network` and `injector`",
      "the value profile is not set by hand: it follows from the cluster's role",
    );
  });

  test("rejects another address of istiod, and any where there are several", () => {
    const values = (address: string): string =>
      `values: { meshConfig: { defaultConfig: { discoveryAddress: "${address}" } } }`;
    const said =
      "the value meshConfig.defaultConfig.discoveryAddress is not set by hand: it follows from who serves the cluster";
    const usual = values("istiod.istio-system.svc:15012");
    expectAccepted(
      valuesKeepTheTopology,
      meshOf(`a: { network: n, ${usual} }`, `b: { network: n, primary: a, ${usual} }`),
    );
    expectRefused(
      valuesKeepTheTopology,
      meshOf(
        `a: { network: n, ${values("istiod.example.com:15012")} }`,
        `b: { network: n, primary: a, injector: local, ${usual} }`,
        `c: { network: n, controlPlane: hub, ${usual} }`,
        "hub: {}",
      ),
      said,
      said,
      said,
    );
  });

  const CNI =
    "in sidecar mode meshplan installs no istio-cni; pods use one that is there with `pilot.cni.enabled`";

  test.each([
    ["global: { operatorManageWebhooks: false, resourceScope: all, enableReaderRBAC: true }"],
    ["global: { tag: 1.31.0 }, pilot: { tag: 1.31.0-distroless, enabled: true }"],
    ["pilot: { cni: { enabled: true } }, cni: { enabled: false }"],
  ])("accepts %s, as it is anyway", (values) => {
    expectAccepted(
      valuesKeepTheTopology,
      meshOf(
        `a: { network: n, values: { ${values} } }`,
        `b: { network: n, primary: a, values: { ${values} } }`,
      ),
    );
  });

  test.each([
    ["global.operatorManageWebhooks", "true", "without the injector, pods get no proxy"],
    ["global.resourceScope", "cluster", "meshplan writes all objects of a control plane"],
    ["global.enableReaderRBAC", "false", "by these rights other clusters read this one"],
    [
      "global.readerServiceAccount",
      "{ name: a }",
      "other clusters read this one as istio-reader-service-account",
    ],
    ["global.tag", "1.30.4", "the version is `istio.version`, or that of the revision"],
    ["pilot.tag", "1.31", "the version is `istio.version`, or that of the revision"],
    ["cni.enabled", "true", CNI],
  ])("rejects %s: %s in every role", (name, value, why) => {
    const [end = "", ...steps] = name.split(".").reverse();
    const values = steps.reduce((inner, step) => `{ ${step}: ${inner} }`, `{ ${end}: ${value} }`);
    const said = `the value ${name} is not set by hand: ${why}`;
    expectRefused(
      valuesKeepTheTopology,
      meshOf(
        `a: { network: n, values: ${values} }`,
        `b: { network: n, primary: a, values: ${values} }`,
      ),
      said,
      said,
    );
  });

  test("rejects a primary without istiod, and lets a remote say so", () => {
    const values = "values: { pilot: { enabled: false } }";
    expectRefused(
      valuesKeepTheTopology,
      meshOf(`a: { network: n, ${values} }`, `b: { network: n, primary: a, ${values} }`),
      "the value pilot.enabled is not set by hand: a primary has an istiod",
    );
  });

  test("lets nothing widen what an istiod in a host may do there", () => {
    expectRefused(
      valuesKeepTheTopology,
      meshOf(
        "hub: {}",
        "a: { network: n, controlPlane: hub, values: { global: { resourceScope: all } } }",
      ),
      "the value global.resourceScope is not set by hand: meshplan writes all objects of a control plane",
    );
  });

  test("rejects what the objects of an ambient mesh would be wrong or missing with", () => {
    const ambient = (values: string): Mesh =>
      meshOfText(
        `${AMBIENT}  values: { ${values} }\nclusters:\n  a: { network: n }\n  b: { network: m }\n`,
      );
    const refused = (values: string, ...names: readonly string[]): void => {
      const found = valuesKeepTheTopology(ambient(values), topologyOf(ambient(values)));
      const said = found.map(({ message }) => /the value (\S+) is not set/.exec(message)?.[1]);
      expect([...new Set(said)]).toEqual(names);
    };
    refused("ztunnel: { network: x }", "ztunnel.network");
    refused("ztunnel: { multiCluster: { clusterName: x } }", "ztunnel.multiCluster.clusterName");
    refused("ztunnel: { caAddress: x, enabled: false }", "ztunnel.caAddress", "ztunnel.enabled");
    refused("cni: { enabled: false }", "cni.enabled");
    refused('pilot: { env: { PILOT_ENABLE_AMBIENT: "false" } }', "pilot.env.PILOT_ENABLE_AMBIENT");
    refused("cni: { enabled: true }, ztunnel: { enabled: true, logLevel: debug }");
  });

  test("rejects another domain of Services, another root certificate's name, no settings for istiod", () => {
    for (const [values, name] of [
      ["global: { proxy: { clusterDomain: foo.bar } }", "global.proxy.clusterDomain"],
      ["global: { trustBundleName: foo }", "global.trustBundleName"],
      ["global: { omitSidecarInjectorConfigMap: true }", "global.omitSidecarInjectorConfigMap"],
      ["pilot: { configMap: false }", "pilot.configMap"],
    ] as const) {
      const mesh = meshOf(`a: { network: n, values: { ${values} } }`);
      const [found] = valuesKeepTheTopology(mesh, topologyOf(mesh));
      expect(found?.message).toContain(`the value ${name} is not set by hand`);
    }
  });

  test("rejects another CA than the one meshplan writes, and leaves istiod's own alone", () => {
    const values = 'pilot: { env: { ROOT_CA_DIR: /x, ENABLE_CA_SERVER: "false" } }';
    const signed = (trust: string): Mesh =>
      meshOfText(
        `apiVersion: meshplan/v1\nmesh: mesh1\n${trust}istio: { version: 1.31.0, values: { ${values} } }\nclusters: { a: { network: n } }\n`,
      );
    expectAccepted(valuesKeepTheTopology, signed(""));
    expectRefused(
      valuesKeepTheTopology,
      signed("trust: { root: generated, key: k.pem }\n"),
      "the value pilot.env.ROOT_CA_DIR is not set by hand: `trust` says what istiod signs with",
      "the value pilot.env.ENABLE_CA_SERVER is not set by hand: `trust` says what istiod signs with",
    );
  });

  test("rejects what makes istiod take its name, its clusters or its root from elsewhere", () => {
    const pilot = (text: string): Mesh =>
      meshOf(`a: { network: n, values: { pilot: { ${text} } } }`);
    expectRefused(
      valuesKeepTheTopology,
      pilot("extraContainerArgs: [--clusterAliases=b=a]"),
      "the value pilot.extraContainerArgs is not set by hand: flags of istiod follow from the clusters",
    );
    expectAccepted(
      valuesKeepTheTopology,
      pilot("extraContainerArgs: [--log_output_level=all:debug]"),
    );
    expectRefused(
      valuesKeepTheTopology,
      pilot(
        "envVarFrom: [{ name: X }, { name: REVISION, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]",
      ),
      "the value pilot.envVarFrom[1] is not set by hand: it is in `istio.revisions`",
    );
    const variable = (name: string, value: string): Mesh =>
      meshOfText(
        `apiVersion: meshplan/v1\nmesh: mesh1\ntrust: { root: existing }\nistio: { version: 1.31.0 }\nclusters:\n  a: { network: n, values: { pilot: { env: { ${name}: ${value} } } } }\n`,
      );
    expectRefused(
      valuesKeepTheTopology,
      variable("INJECTION_WEBHOOK_CONFIG_NAME", '""'),
      "the value pilot.env.INJECTION_WEBHOOK_CONFIG_NAME is not set by hand: istiod would not give its CA to the injector, and pods would get no proxy",
    );
    // Any name but none means the same to istiod.
    expectAccepted(valuesKeepTheTopology, variable("INJECTION_WEBHOOK_CONFIG_NAME", "other"));
    for (const value of ["true", '"1"', '"T"'])
      expectRefused(
        valuesKeepTheTopology,
        variable("USE_CACERTS_FOR_SELF_SIGNED_CA", value),
        "the value pilot.env.USE_CACERTS_FOR_SELF_SIGNED_CA is not set by hand: `trust` says what istiod signs with",
      );
    for (const value of ["false", '"0"', "no"])
      expectAccepted(valuesKeepTheTopology, variable("USE_CACERTS_FOR_SELF_SIGNED_CA", value));
  });

  test.each([
    [
      "kind: Deployment, name: istiod",
      "spec: { template: { spec: { containers: [{ name: discovery, env: [{ name: EXTERNAL_ISTIOD, value: 'true' }, { name: SHARED_MESH_CONFIG, valueFrom: {} }], args: [discovery, --clusterID, b] }] } } }",
      [
        "SHARED_MESH_CONFIG in the patch of Deployment istiod is not set by hand: istiod would read other settings of the mesh over those of this file",
        "EXTERNAL_ISTIOD in the patch of Deployment istiod is not set by hand: it follows from who has remotes",
        "args in the patch of Deployment istiod is not set by hand: flags of istiod follow from the clusters",
      ],
    ],
    [
      "kind: ConfigMap, name: istio",
      "data: { mesh: 'trustDomain: other' }",
      [
        "trustDomain in data.mesh in the patch of ConfigMap istio is not set by hand: it is `trustDomain`",
      ],
    ],
    [
      "kind: ConfigMap, name: istio-sidecar-injector",
      `data: { values: '{"global":{"meshID":"mesh1","network":"n"}}' }`,
      [
        "multiCluster.clusterName in data.values in the patch of ConfigMap istio-sidecar-injector is not set by hand: it is the cluster's name in this file",
      ],
    ],
  ])("rejects the same in a patch of %s", (target, text, said) => {
    expectRefused(
      valuesKeepTheTopology,
      meshOf(`a: { network: n, patches: [{ target: { ${target} }, patch: { ${text} } }] }`),
      ...said,
    );
  });

  test("accepts patches that say the same, or something else", () => {
    const patch = (target: string, text: string): string =>
      `{ target: { ${target} }, patch: { ${text} } }`;
    const patches = [
      patch(
        "kind: Deployment, name: istiod",
        "spec: { template: { spec: { containers: [{ name: discovery, env: [{ name: CLUSTER_ID, value: a }, { name: PILOT_TRACE_SAMPLING, value: '1' }] }] } } }",
      ),
      patch(
        "kind: ConfigMap, name: istio",
        "data: { mesh: 'defaultConfig: { discoveryAddress: istiod-canary.istio-system.svc:15012 }' }",
      ),
      patch(
        "kind: ConfigMap, name: istio-sidecar-injector",
        `data: { values: '{"global":{"meshID":"mesh1","network":"n","multiCluster":{"clusterName":"a"}}}' }`,
      ),
    ].join(", ");
    expectAccepted(valuesKeepTheTopology, meshOf(`a: { network: n, patches: [${patches}] }`));
  });
});
