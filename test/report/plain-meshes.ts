import { gatewayApiDefinitions } from "../../src/adapters/renderers/gateway-api.ts";
import { outlineObjects } from "../../src/embedded/istio/outline/outline.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { DesiredAction } from "../../src/planner/desired-action.ts";
import { desiredState } from "../../src/planner/desired.ts";
import { gatewayApiOf } from "../../src/planner/components/gateway-api/definitions.ts";
import { type ManifestRequest, renderRequests } from "../../src/planner/render-requests.ts";
import { ANY_ADDRESS } from "../../src/report/risks/plain/holes.ts";
import { unreadTrust } from "../../src/planner/trust.ts";
import { emptyCluster, meshOf } from "../planner/seed.ts";

/** Names of the meshes below, and the hole that stands for each in a table. */
const NAMES: readonly (readonly [name: string, hole: string])[] = [
  ["zz-namespace", "{namespace}"],
  ["istio-system", "{namespace}"],
  ["zz-revision", "{revision}"],
  ["zz-tag", "{tag}"],
  ["zz-cluster1", "{cluster}"],
  ["zz-cluster2", "{cluster}"],
  ["zz-cluster3", "{cluster}"],
];

const CLUSTERS = `
clusters:
  zz-cluster1: { network: network1 }
  zz-cluster2: { network: network2, primary: zz-cluster1 }
`;
const EXTERNAL = `
clusters:
  zz-cluster1: {}
  zz-cluster2: { network: network2, controlPlane: zz-cluster1 }
  zz-cluster3: { network: network3, primary: zz-cluster2, injector: local }
`;
const NARROW = "defaults: { gateway: { allowFrom: [10.0.0.0/8] } }\n";
const BY_NAME = CLUSTERS.replace(
  "zz-cluster1: { network: network1 }",
  "zz-cluster1: { network: network1, gateway: { address: gateway.example.com } }",
);
const GENERATED = "trust: { root: generated, key: root.pem }";
const TWO_PRIMARIES = CLUSTERS.replace(", primary: zz-cluster1", "");

/**
 * Between them they have every component that meshplan knows, with and without names of revisions. Some names have no
 * namespace in them where it is Istio's usual one.
 */
export const MESHES: readonly string[] = ["", "  namespace: zz-namespace\n"].flatMap(
  (namespace) => {
    const plain = `istio:\n${namespace}  version: 1.31.0\n`;
    const revised = `istio:\n${namespace}  revisions: { zz-revision: { version: 1.31.0 } }
  tags: { zz-tag: zz-revision, default: zz-revision }\n`;
    return [
      plain + GENERATED + EXTERNAL,
      ...[plain, revised].flatMap((istio) => [
        istio + CLUSTERS,
        `${istio}  ingress: default${CLUSTERS}`,
        istio + BY_NAME,
        istio + GENERATED + CLUSTERS,
        `mode: ambient\n${istio}${NARROW}${GENERATED}${TWO_PRIMARIES}`,
      ]),
    ];
  },
);

const FILE = "apiVersion: meshplan/v1\nmesh: mesh1\n";

/** What is rendered for a mesh, and for what. */
export function requestsOf(text: string): readonly ManifestRequest[] {
  const { mesh, topology } = meshOf(FILE + text);
  return renderRequests(mesh, topology);
}

/** Everything that is wanted for a mesh. */
export async function objectsOf(
  text: string,
  render?: Parameters<typeof desiredOf>[1],
): Promise<readonly KubeObject[]> {
  return (await desiredOf(text, render)).flatMap(({ objects }) => objects.map(({ body }) => body));
}

/** The actions of a mesh. */
export async function desiredOf(
  text: string,
  render: (requests: readonly ManifestRequest[]) => Promise<readonly (readonly KubeObject[])[]> = (
    requests,
  ) => Promise.resolve(requests.map(outlineObjects)),
): Promise<readonly DesiredAction[]> {
  const { mesh, topology } = meshOf(FILE + text);
  const bundle = gatewayApiOf(mesh);
  const requests = renderRequests(mesh, topology);
  const rendered = await render(requests);
  return desiredState({
    mesh,
    topology,
    facts: new Map(mesh.clusters.map(({ name }) => [name, emptyCluster(name)])),
    manifests: new Map(requests.map((one, index) => [one.for, rendered[index] ?? []] as const)),
    ...(bundle === undefined ? {} : { gatewayApi: await gatewayApiDefinitions(bundle) }),
    trust: unreadTrust(mesh),
    lineOf: () => 0,
  });
}

/** Values of the meshes below, and the hole that stands for each. */
const VALUES: typeof NAMES = [
  ["mesh1", "{mesh}"],
  ["network1", "{network}"],
  ["network2", "{network}"],
  ["network3", "{network}"],
  ["1.31.0", "{version}"],
  ["gateway.example.com", "{host}"],
  [ANY_ADDRESS, "{address}"],
];

/** A text with the holes of a table for the names in it. */
export const holed = (text: string): string =>
  [...NAMES, ...VALUES].reduce((rest, [from, hole]) => rest.replaceAll(from, hole), text);

/** Lines about objects as the lines of a table, sorted, with holes for names of meshes. */
export function tableOf(lines: readonly string[], others: typeof NAMES = []): readonly string[] {
  const patterns = lines.map((line) =>
    [...NAMES, ...others].reduce((text, [from, hole]) => text.replaceAll(from, hole), line),
  );
  return [...new Set(patterns)].sort();
}

/** A table as it stands in a file of the source, in the quotes that the formatter chooses. */
export const rowsOf = (table: readonly string[]): string =>
  table.map((one) => `  ${quoted(one)},\n`).join("");

function quoted(text: string): string {
  const json = JSON.stringify(text);
  const count = (quote: string): number => text.split(quote).length - 1;
  if (count('"') <= count("'")) return json;
  const inside = json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inside}'`;
}

const BY_NAME_ELSEWHERE = EXTERNAL.replace(
  "zz-cluster1: {}",
  "zz-cluster1: { gateway: { address: gateway.example.com } }",
);
const ONE_NETWORK = CLUSTERS.replace("network2", "network1");
const NODE_PORT = "gateway: { type: NodePort }";
const FIXED = "gateway: { address: 192.0.2.7 }";
const AT_ADDRESS = "gateway: { type: ClusterIP, address: 192.0.2.7 }";
const LOCAL = CLUSTERS.replace("zz-cluster1 }", "zz-cluster1, injector: local }");
const AMBIENT = `mode: ambient\n${GENERATED}`;

/** What a mesh file has beside that: each alone, so that a table knows which rows come and go with it. */
export const SHAPE_MESHES: readonly string[] = ["", "  namespace: zz-namespace\n"].flatMap(
  (namespace) => {
    const plain = `istio:\n${namespace}  version: 1.31.0\n`;
    const revised = `istio:\n${namespace}  revisions: { zz-revision: { version: 1.31.0 } }\n`;
    const tagged = `${revised}  tags: { zz-tag: zz-revision }\n`;
    const byDefault = `${revised}  tags: { zz-tag: zz-revision, default: zz-revision }\n`;
    return [
      `${plain}\nclusters:\n  zz-cluster1: {}\n`,
      // An istiod elsewhere that has a name, for a remote with an injector of its own and for one without.
      plain + BY_NAME_ELSEWHERE.replace(", injector: local", ""),
      plain + GENERATED + BY_NAME_ELSEWHERE,
      ...[plain, revised, tagged, byDefault].flatMap((istio) => [
        istio + GENERATED + TWO_PRIMARIES,
        istio + BY_NAME,
        `${istio}  ingress: default\n${GENERATED}${TWO_PRIMARIES}`,
        istio + ONE_NETWORK,
        istio + GENERATED + ONE_NETWORK.replace(", primary: zz-cluster1", ""),
        `${istio}${GENERATED}\ndefaults: { ${NODE_PORT} }${TWO_PRIMARIES}`,
        ...[AT_ADDRESS, FIXED].map(
          (gateway) =>
            istio + CLUSTERS.replace("network: network1", `network: network1, ${gateway}`),
        ),
        istio + GENERATED + LOCAL,
        `${istio}${AMBIENT}${TWO_PRIMARIES}`,
        `${istio}  ingress: default\n${AMBIENT}${ONE_NETWORK.replace(", primary: zz-cluster1", "")}`,
      ]),
    ];
  },
);

/** Choices of a file on which it depends what a plain Istio is, as lines of its section `istio`. */
const CHOICES: readonly string[] = [
  ...["gke", "k3d", "k3s", "microk8s", "minikube", "openshift"].map(
    (name) => `values: { global: { platform: ${name} } }`,
  ),
  ...["1.25", "1.26", "1.27", "1.28", "1.29", "1.30"].map(
    (minor) => `values: { compatibilityVersion: "${minor}" }`,
  ),
  "values: { global: { networkPolicy: { enabled: true } } }",
  ...["enabled: false", "v2: { enabled: false }", "v2: { prometheus: { enabled: false } }"].map(
    (telemetry) => `values: { telemetry: { ${telemetry} } }`,
  ),
  "defaultValidator: false",
];

const PLAIN = "istio:\n  version: 1.31.0\n";
const REVISED = `istio:\n  revisions: { zz-revision: { version: 1.31.0 } }
  tags: { zz-tag: zz-revision, default: zz-revision }\n`;

/** A mesh without choices, and meshes that differ from it by one alone. */
export const UNCHOSEN_MESH = PLAIN + CLUSTERS;
const withChoice = (mesh: string, choice: string): string =>
  mesh.replace(/^istio:\n/m, `istio:\n  ${choice}\n`);
export const CHOSEN_MESHES: readonly string[] = CHOICES.map((choice) =>
  withChoice(UNCHOSEN_MESH, choice),
);

/** Meshes, each with one choice and without it: what a choice does depends on what else there is. */
export const CHOOSING_MESHES: readonly (readonly [without: string, chosen: string])[] = [
  UNCHOSEN_MESH,
  PLAIN + GENERATED + TWO_PRIMARIES,
  PLAIN + GENERATED + EXTERNAL,
  PLAIN + GENERATED + LOCAL,
  `${REVISED}  ingress: default${CLUSTERS}`,
  ...[PLAIN, REVISED].map((istio) => `${istio}${AMBIENT}${TWO_PRIMARIES}`),
].flatMap((mesh) => CHOICES.map((choice) => [mesh, withChoice(mesh, choice)] as const));

const MANY: readonly string[] = [
  'values: { compatibilityVersion: "1.28", global: { platform: openshift } }',
  'defaultValidator: false\n  values: { compatibilityVersion: "1.25" }',
  "defaultValidator: false\n  values: { global: { platform: gke, networkPolicy: { enabled: true } } }",
  'values: { compatibilityVersion: "1.30", telemetry: { enabled: false }, global: { platform: k3s } }',
];

/** Meshes with several choices, of which no table is learnt, each beside the same mesh with others. */
export const MANY_CHOICES: readonly (readonly [mesh: string, other: string])[] = [
  UNCHOSEN_MESH,
  PLAIN + GENERATED + EXTERNAL,
  `${REVISED}  ingress: default\n${GENERATED}${TWO_PRIMARIES}`,
  `${REVISED}${AMBIENT}${TWO_PRIMARIES}`,
].flatMap((mesh) =>
  MANY.map((choices, index) => {
    const others = MANY[(index + 1) % MANY.length] ?? "";
    return [withChoice(mesh, choices), withChoice(mesh, others)] as const;
  }),
);
