import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import type { KubeObject } from "../../src/kube/object.ts";
import type { ManifestRequest } from "../../src/planner/render-requests.ts";

/** What a renderer made of one request, by the action it is for. */
export type Rendered = readonly (readonly [action: string, objects: readonly KubeObject[]])[];

const HEAD = "apiVersion: meshplan/v1\nmesh: mesh1\n";
const ISTIO = "istio: { version: 1.31.0 }\n";
const ROOT = "trust: { root: generated, key: root.pem }\n";
const TWO =
  "clusters:\n  cluster1: { network: network1 }\n  cluster2: { network: network2, primary: cluster1 }\n";

/** Meshes whose real renders stand in renders/, so that tests need no istioctl. Between them they have every component. */
export const RECORDED = {
  "primary-remote": HEAD + ISTIO + TWO,
  injector: HEAD + ISTIO + ROOT + TWO.replace("cluster1 }\n", "cluster1, injector: local }\n"),
  external: `${HEAD}${ISTIO}clusters:\n  cluster1: {}\n  cluster2: { network: network2, controlPlane: cluster1 }\n`,
  revised: `${HEAD}istio:\n  ingress: default\n  revisions: { r1: { version: 1.31.0 } }\n  tags: { stable: r1, default: r1 }\n${TWO}`,
  chosen: `${HEAD}istio:
  version: 1.31.0
  defaultValidator: false
  values: { compatibilityVersion: "1.28", global: { platform: openshift } }
${TWO}`,
  ambient: `${HEAD}mode: ambient\n${ISTIO}${ROOT}${TWO.replace(", primary: cluster1", "")}`,
} as const;
export type RecordedMesh = keyof typeof RECORDED;

/** The first of them with a value in every place where Istio's charts put values as they are; recorded as "written". */
export const WRITTEN = `${HEAD}trustDomain: mesh.example.com
istio:
  version: 1.31.0
  hub: registry.example.com:5000/istio
  values:
    meshConfig:
      meshMTLS: { minProtocolVersion: TLSV1_3 }
      outboundTrafficPolicy: { mode: REGISTRY_ONLY }
      extensionProviders: [{ name: otel, opentelemetry: { service: otel.example.com, port: 4317 } }]
      defaultConfig: { holdApplicationUntilProxyStarts: true, proxyMetadata: { ISTIO_META_DNS_CAPTURE: "true" } }
    global:
      proxy: { logLevel: debug, resources: { requests: { cpu: 50m } }, excludeIPRanges: 10.0.0.0/8 }
    sidecarInjectorWebhook:
      rewriteAppHTTPProbe: false
      neverInjectSelector: [{ matchExpressions: [{ key: a, operator: Exists }] }]
      templates: { own: "spec: { priorityClassName: high }" }
    pilot:
      env: { PILOT_ENABLE_XDS_IDENTITY_CHECK: true, PILOT_PUSH_THROTTLE: 50, a.b/c: d }
      resources: { requests: { cpu: 200m, memory: 1Gi }, limits: { cpu: "1" } }
      nodeSelector: { disk: ssd }
      podAnnotations: { example.com/a: b }
      podLabels: { team: mesh }
      seccompProfile: { type: RuntimeDefault }
defaults:
  gateway: { values: { resources: { limits: { memory: 1Gi } }, nodeSelector: { disk: ssd } } }
${TWO}`;

/** Stands in a render for all of Istio's definitions. */
const DEFINITIONS = "definitions";

const isDefinition = ({ kind }: KubeObject): boolean => kind === "CustomResourceDefinition";

/** A render as it is kept: the definitions apart and packed, because they are most of it and the same everywhere. */
export function kept(rendered: Rendered): string {
  const lines = rendered.map(([action, objects]) => {
    const rows = objects.filter((one) => !isDefinition(one)).map((one) => JSON.stringify(one));
    if (objects.some(isDefinition)) rows.unshift(JSON.stringify(DEFINITIONS));
    return `${JSON.stringify(action)}: [\n${rows.join(",\n")}\n]`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}

export function packedDefinitions(rendered: Rendered): string {
  const all = rendered.find(([, objects]) => objects.some(isDefinition))?.[1].filter(isDefinition);
  const text = gzipSync(JSON.stringify(all), { level: 9 }).toString("base64");
  return `${JSON.stringify(text.match(/.{1,120}/g), null, 1)}\n`;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`renders/${name}.json`, import.meta.url), "utf8"));

let definitions: readonly KubeObject[] | undefined;

/** What istioctl 1.31.0 makes of a mesh. */
export function recorded(
  mesh: RecordedMesh | "written",
): (request: ManifestRequest) => readonly KubeObject[] {
  const renders = read(mesh) as Record<string, readonly (KubeObject | typeof DEFINITIONS)[]>;
  return ({ for: action }) =>
    (renders[action] ?? []).flatMap((one) => (one === DEFINITIONS ? unpacked() : [one]));
}

function unpacked(): readonly KubeObject[] {
  const text = (read(DEFINITIONS) as readonly string[]).join("");
  definitions ??= JSON.parse(gunzipSync(Buffer.from(text, "base64")).toString()) as KubeObject[];
  return definitions;
}
