import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ChartRelease,
  chartReleases,
} from "../../../../src/adapters/renderers/helm/chart-releases.ts";
import { isList, isMap, type Json, type JsonMap } from "../../../../src/kube/object.ts";
import {
  AMBIENT,
  GATEWAY,
  INGRESS,
  LARGE_GATEWAY,
  PRIMARY,
  REMOTE,
  REMOTE_BY_NAME,
  REMOTE_WITH_INJECTOR,
  request,
  REVISION,
} from "../operators.ts";

const REQUESTS = [
  PRIMARY,
  REMOTE,
  REMOTE_BY_NAME,
  REMOTE_WITH_INJECTOR,
  GATEWAY,
  LARGE_GATEWAY,
  INGRESS,
  AMBIENT,
  REVISION,
];

function operatorOf(spec: JsonMap): JsonMap {
  return request("cluster1/control-plane", "install", spec).operator;
}

function releasesOf(spec: JsonMap): readonly ChartRelease[] {
  return chartReleases(operatorOf(spec)).releases;
}

function valuesOf(spec: JsonMap, chart: ChartRelease["chart"]): JsonMap {
  return releasesOf(spec).find((release) => release.chart === chart)?.values ?? {};
}

function unsupportedOf(spec: JsonMap): readonly string[] {
  return chartReleases(operatorOf(spec)).unsupported;
}

/** A minimal operator with one gateway. */
function withGateway(component: JsonMap, values: JsonMap = {}): JsonMap {
  const gateway = { name: "istio-eastwestgateway", enabled: true, ...component };
  return { profile: "empty", components: { ingressGateways: [gateway] }, values };
}

describe("what meshplan renders", () => {
  test.each(REQUESTS)("$for is these releases", async ({ for: action, operator }) => {
    const { releases, unsupported } = chartReleases(operator);
    expect(unsupported).toEqual([]);
    const name = action.replace("/", "-");
    const text = `${JSON.stringify(releases, undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`goldens/${name}.json`);
  });

  test("a remote has no validator of its own, and is no configuration cluster", () => {
    const [base, istiod] = chartReleases(REMOTE.operator).releases;
    expect(base?.values["defaultRevision"]).toBe("");
    expect(JSON.stringify(istiod?.values)).not.toMatch(/configCluster|"enabled"/);
  });

  test("clusters share the render of the chart base", () => {
    const global = (name: string) => ({
      meshID: "mesh1",
      network: name,
      multiCluster: { clusterName: name },
      externalIstiod: name === "a",
    });
    const spec = (name: string) => ({ profile: "minimal", values: { global: global(name) } });
    expect(valuesOf(spec("a"), "base")).toEqual(valuesOf(spec("b"), "base"));
    expect(valuesOf(spec("a"), "istiod")).not.toEqual(valuesOf(spec("b"), "istiod"));
  });
});

describe("which charts", () => {
  test.each([
    ["default", ["base", "istiod", "gateway"]],
    ["minimal", ["base", "istiod"]],
    ["remote", ["base", "istiod"]],
    ["ambient", ["base", "istiod", "cni", "ztunnel"]],
    ["empty", []],
  ])("profile %s has %j", (profile, charts) => {
    expect(releasesOf({ profile }).map(({ chart }) => chart)).toEqual(charts);
  });

  test("components switch charts on and off", () => {
    const components = {
      cni: { enabled: true, namespace: "kube-system" },
      base: { enabled: false },
    };
    const found = releasesOf({ profile: "minimal", components });
    expect(found.map(({ chart, namespace }) => [chart, namespace])).toEqual([
      ["istiod", "istio-system"],
      ["cni", "kube-system"],
    ]);
    expect(valuesOf({ profile: "minimal", components }, "istiod")).toMatchObject({
      pilot: { cni: { enabled: true } },
    });
    const off = { ingressGateways: [{ name: "istio-ingressgateway", enabled: false }] };
    expect(releasesOf({ profile: "default", components: off })).toHaveLength(2);
  });

  test("Istio's namespace is that of the values, of the metadata, of the spec, or istio-system", () => {
    const namespaces = (spec: JsonMap, metadata: JsonMap = {}) =>
      chartReleases({ metadata, spec: { profile: "minimal", ...spec } }).releases[0]?.namespace;
    expect(namespaces({})).toBe("istio-system");
    expect(namespaces({ namespace: "c" })).toBe("c");
    expect(namespaces({ namespace: "c" }, { namespace: "b" })).toBe("b");
    const values = { global: { istioNamespace: "a" } };
    expect(namespaces({ values }, { namespace: "b" })).toBe("a");
  });
});

describe("the gateway", () => {
  test("gets its network as Istio's guide gives it, out of the selectors", () => {
    const [release] = chartReleases(GATEWAY.operator).releases;
    expect(release?.values).toMatchObject({
      name: "istio-eastwestgateway",
      networkGateway: "network1",
      labels: { app: "istio-eastwestgateway", istio: "eastwestgateway" },
      env: {},
    });
  });

  test("with ports of its own has network, view and ports spelt out, because the chart would write the guide's", () => {
    const ports = [{ name: "tls", port: 30443, targetPort: 15443 }];
    const label = { istio: "eastwestgateway", "topology.istio.io/network": "n" };
    const env = [{ name: "ISTIO_META_REQUESTED_NETWORK_VIEW", value: "n" }];
    expect(valuesOf(withGateway({ label, k8s: { env, service: { ports } } }), "gateway")).toEqual({
      name: "istio-eastwestgateway",
      labels: label,
      env: { ISTIO_META_REQUESTED_NETWORK_VIEW: "n" },
      service: { ports },
      podDisruptionBudget: { minAvailable: 1 },
      global: {},
    });
  });

  test("keeps one of several pods, unless the mesh wants no budgets", () => {
    const values = { global: { defaultPodDisruptionBudget: { enabled: false } } };
    const budget = (spec: JsonMap) => valuesOf(spec, "gateway")["podDisruptionBudget"];
    expect(budget(withGateway({}))).toEqual({ minAvailable: 1 });
    expect(budget(withGateway({}, values))).toBeUndefined();
    const k8s = { podDisruptionBudget: { minAvailable: 2 } };
    expect(budget(withGateway({ k8s }))).toEqual({ minAvailable: 2 });
  });

  test("keeps a view of another network, and variables that are looked up", () => {
    const lookedUp = { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } };
    const env = [{ name: "ISTIO_META_REQUESTED_NETWORK_VIEW", value: "all" }, lookedUp];
    const label = { "topology.istio.io/network": "n" };
    expect(valuesOf(withGateway({ label, k8s: { env } }), "gateway")).toMatchObject({
      networkGateway: "n",
      env: { ISTIO_META_REQUESTED_NETWORK_VIEW: "all" },
      envVarFrom: [lookedUp],
    });
  });

  test("gets what an operator says of pods and Services under the chart's names", () => {
    const tolerations = [{ operator: "Exists" }];
    const k8s = {
      replicaCount: 2,
      resources: { requests: { cpu: "1" } },
      nodeSelector: { disk: "ssd" },
      tolerations,
      serviceAnnotations: { a: "b" },
      service: { type: "NodePort", externalTrafficPolicy: "Local" },
      hpaSpec: { minReplicas: 2, maxReplicas: 4 },
    };
    const values = {
      global: { imagePullSecrets: ["registry"], priorityClassName: "high", network: "n" },
      gateways: { "istio-ingressgateway": { autoscaleEnabled: false, autoscaleMax: 9 } },
    };
    expect(valuesOf(withGateway({ k8s }, values), "gateway")).toMatchObject({
      replicaCount: 2,
      resources: { requests: { cpu: "1" } },
      nodeSelector: { disk: "ssd" },
      tolerations,
      service: { type: "NodePort", externalTrafficPolicy: "Local", annotations: { a: "b" } },
      autoscaling: { enabled: false, minReplicas: 2, maxReplicas: 4 },
      imagePullSecrets: [{ name: "registry" }],
      priorityClassName: "high",
      global: {},
    });
  });
});

describe("nothing is lost", () => {
  test.each<[string, JsonMap, readonly string[]]>([
    ["another profile", { profile: "demo" }, ["profile: demo"]],
    [
      "patches of istioctl's",
      pilot({ k8s: { overlays: [{}] } }),
      ["components.pilot.k8s.overlays"],
    ],
    [
      "a probe of istiod",
      pilot({ k8s: { readinessProbe: {}, strategy: { type: "Recreate" } } }),
      ["components.pilot.k8s.strategy"],
    ],
    [
      "an egress gateway",
      { profile: "minimal", components: { egressGateways: [{}] } },
      ["components.egressGateways"],
    ],
    ["a member of a component", withGateway({ port: 1 }), ["components.ingressGateways[0].port"]],
    [
      "a gateway's sidecar",
      withGateway({ k8s: { overlays: [1] } }),
      ["components.ingressGateways[0].k8s.overlays"],
    ],
    [
      "values of gateways",
      withGateway({}, { gateways: { "istio-ingressgateway": { sds: 1 } } }),
      ["values.gateways.istio-ingressgateway.sds"],
    ],
    [
      "a member of the spec",
      { profile: "minimal", installPackagePath: "/x" },
      ["installPackagePath"],
    ],
  ])("%s is named as unsupported", (_, spec, paths) => {
    expect(unsupportedOf(spec)).toEqual(paths);
  });

  test("every value of the user's reaches a chart as it is", () => {
    fc.assert(
      fc.property(userValues(), (values) => {
        const releases = releasesOf({ profile: "ambient", values });
        const found = new Set(releases.flatMap((release) => leavesOf(release.values)));
        expect(leavesOf(values).filter((leaf) => !found.has(leaf))).toEqual([]);
      }),
    );
  });

  test("the user's value wins over what stands beside it", () => {
    const spec = {
      profile: "ambient",
      revision: "blue",
      values: { revision: "green", global: { tag: "2" }, pilot: { cni: { enabled: false } } },
    };
    expect(valuesOf(spec, "istiod")).toMatchObject({
      revision: "green",
      global: { tag: "2", hub: "docker.io/istio" },
      pilot: { cni: { enabled: false } },
    });
  });
});

function pilot(component: JsonMap): JsonMap {
  return { profile: "minimal", components: { pilot: component } };
}

/** Trees of values below the sections that an operator has, with leaves that are all different. */
function userValues(): fc.Arbitrary<JsonMap> {
  const key = fc.constantFrom("env", "resources", "image", "a-b", "x");
  const shape = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      fc.constant(1),
      fc.dictionary(key, tie("tree"), { minKeys: 1, maxKeys: 3 }),
    ),
  })).tree;
  const section = fc.dictionary(key, shape, { minKeys: 1, maxKeys: 3 });
  const sections = ["global", "pilot", "cni", "ztunnel", "meshConfig", "sidecarInjectorWebhook"];
  return fc
    .dictionary(fc.constantFrom(...sections), section, { maxKeys: 4 })
    .map((values) => numbered(values as Json, { next: 0 }) as JsonMap);
}

function numbered(value: Json, count: { next: number }): Json {
  if (!isMap(value)) return `leaf ${String(count.next++)}`;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, numbered(item ?? null, count)]),
  );
}

function leavesOf(value: Json | undefined): readonly string[] {
  if (isMap(value)) return Object.values(value).flatMap(leavesOf);
  if (isList(value)) return value.flatMap(leavesOf);
  return typeof value === "string" ? [value] : [];
}
