import { format } from "prettier";
import type { Json } from "../../../src/kube/object.ts";
import type { Difference } from "./differences.ts";
import { type Reason, REASONS } from "./reasons.ts";

const INTRODUCTION = `# Two renderers

meshplan decides what a mesh consists of; the objects of Istio itself come from Istio. \`istio.renderer\` says how:

| \`istio.renderer\` | renders with | needs |
| --- | --- | --- |
| \`istioctl\` (default) | \`istioctl manifest generate\` | istioctl of \`istio.version\`: \`--istioctl\`, MESHPLAN_ISTIOCTL, PATH |
| \`helm\` | \`helm template\`, once for each chart | Helm 3.14 or newer, or Helm 4: \`--helm\`, MESHPLAN_HELM, PATH |

Nothing else changes: no Helm release is made, and plan, apply, drift and removal are the same. Renders are kept in the cache
folder (\`~/.cache/meshplan\`), so a plan without news runs neither program. Embedded clusters do without both: an outline that
is built in stands in (\`render\` and \`rbac\`, which ask no cluster, take it with \`--outline\`).

What rendered is known by its content: \`plan --full\` and \`--format json\` print the sha256 of the program and of the charts, and the file can
pin them. A list, because programs differ between operating systems and versions; anything else is refused before it renders
(MP9218).

\`\`\`yaml
istio:
  version: 1.31.0
  rendererSha256:
    - 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 # istioctl, linux-amd64
\`\`\`

Kept renders are named by that sha256, and only what you alone could have written is believed: the folder and its files are
yours, no links, and nobody else may write them. Anything else is passed over with a warning (\`MP9222\`). Where \`CI\` is set nothing is kept, because the folder may have been another
job's; \`--render-cache\` or \`MESHPLAN_RENDER_CACHE=1\` keeps renders there too. No checksum protects from who runs as you: give pull requests a cache
of their own.

\`\`\`yaml
istio:
  version: 1.31.0
  renderer: helm
  charts: oci://ghcr.io/istio/release/charts
\`\`\`

## Where charts come from

\`istio.charts\` is one of these; the default is Istio's registry.

- \`oci://…\`, a registry, or \`https://…\`, a Helm repository (Istio's is \`https://blob.istio.io/istio-release/charts\`). Charts of
  exactly \`istio.version\` are pulled once and kept in the cache folder. Helm's own logins apply.
- A folder, relative to the mesh file: charts side by side as \`helm pull --untar\` leaves them (\`base\`, \`istiod\`, \`gateway\`, and
  for ambient \`cni\` and \`ztunnel\`), an unpacked release of Istio, or \`manifests/charts\` of its source. They must be of the same
  minor. Revisions of several versions have a folder each inside: \`1.31.0/base\`. No network is needed.

## Values

Values are written as for istioctl, in the layout of an IstioOperator, whichever renders: \`global\`, \`pilot\`, \`cni\`, \`ztunnel\`,
\`gateways\`, \`meshConfig\`. meshplan hands each chart its part. Helm ignores values it does not know; meshplan does not: what no
chart can express, and what no template of a chart reads, is [MP9217](diagnostics.md). Values of the chart \`gateway\` are checked
by its schema.

## Changing the renderer of a running mesh

The control plane changes in labels; because its pods have one of them, istiod is rolled out anew. A gateway's Deployment
cannot take another selector, which the plan says as an error ([MP0505](diagnostics.md)). Take the Deployment away from its pods in
every cluster, then apply:

\`\`\`sh
kubectl --context cluster1 -n istio-system delete deployment istio-eastwestgateway --cascade=orphan
\`\`\`

The pods go on serving; the new Deployment adopts them and replaces them as it would in any rollout. Tested on real clusters
from Helm to istioctl.
`;

/** The page about both renderers, as prettier leaves it. `found` are the differences of all requests. */
export async function renderersPage(
  found: readonly Difference[],
  versions: { readonly istioctl: string; readonly helm: string },
): Promise<string> {
  const comparison = `## What differs

Made by \`npm run test:clusters -- renderers -u\`: every example and every other kind of request (an ambient mesh, a second
revision, local injectors and more), rendered by istioctl ${versions.istioctl} and by Helm ${versions.helm} with the charts of the same commit.
What is not listed is equal. Published charts also carry their version in \`helm.sh/chart\` and
\`app.kubernetes.io/version\`, where istioctl writes 1.0.0.`;
  const sections = REASONS.map((reason) => {
    const rows = rowsOf(found.filter((one) => reasonOf(one) === reason));
    return [`### ${reason.title}`, reason.text, table(rows)].join("\n\n");
  });
  const text = [INTRODUCTION, comparison, ...sections].join("\n\n");
  return await format(text, { parser: "markdown", printWidth: 100 });
}

export function reasonOf(difference: Difference): Reason | undefined {
  return REASONS.find(({ explains }) => explains(difference));
}

interface Row {
  readonly objects: Set<string>;
  readonly fields: Set<string>;
  readonly istioctl: Set<string>;
  readonly helm: Set<string>;
}

/** One row for a field, whatever objects have it and whatever its values; and for the fields of one place that only one side has. */
function rowsOf(found: readonly Difference[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const difference of found) {
    const { path, istioctl, helm } = difference;
    const isShared = istioctl !== undefined && helm !== undefined;
    const key =
      isShared || path === "" ? path : `${String(helm === undefined)} ${placeOf(path)[0]}`;
    const row = rows.get(key) ?? newRow();
    row.objects.add(general(difference.object.replace(/ \S+\//, " "), difference));
    if (path !== "") row.fields.add(path);
    if (istioctl !== undefined) row.istioctl.add(general(shown(istioctl, path), difference));
    if (helm !== undefined) row.helm.add(general(shown(helm, path), difference));
    rows.set(key, row);
  }
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function newRow(): Row {
  return { objects: new Set(), fields: new Set(), istioctl: new Set(), helm: new Set() };
}

/** Where a field stands, and its name there: `spec.env[A]` is A in `spec.env`. Names of labels have dots. */
function placeOf(path: string): readonly [place: string, name: string] {
  const [, place = "", entry, name] =
    /^(.*\.(?:labels|annotations))\.()(.+)$/.exec(path) ??
    /^(.*?)\.?(?:\[([^\]]*)\]|([^.[\]]+))$/.exec(path) ??
    [];
  return [place, name ?? entry ?? path];
}

/** The same for every gateway, network and revision. */
function general(text: string, { object }: Difference): string {
  const gateway = /istio-(?:eastwest|ingress)gateway/.exec(object)?.[0];
  const ofAll = text
    .replaceAll(/(cluster\d+-)?network\d*/g, "NETWORK")
    .replaceAll(/\b(blue|stable)\b/g, "REVISION");
  return gateway === undefined ? ofAll : ofAll.replaceAll(gateway, "GATEWAY");
}

const SHORT = 45;

function shown(value: Json, path: string): string {
  if (path === "" || (typeof value === "object" && value !== null)) return "set";
  const text = String(value);
  return text === "" || text.length > SHORT ? "set" : `\`${text}\``;
}

function table(rows: readonly Row[]): string {
  return [
    "| objects | field | istioctl | Helm |",
    "| --- | --- | --- | --- |",
    ...rows.map((row) => {
      const cells = [objectsText(row), fieldsText(row), valuesText(row.istioctl)];
      return `| ${[...cells, valuesText(row.helm)].join(" | ")} |`;
    }),
  ].join("\n");
}

const FEW = 6;

function objectsText({ objects }: Row): string {
  const names = [...objects].sort();
  if (names.length <= FEW) return names.join(", ");
  const kinds = [...new Set(names.map((name) => name.split(" ")[0] ?? ""))];
  return kinds.length <= FEW ? `every ${kinds.join(", ")}` : "most objects";
}

function fieldsText({ fields }: Row): string {
  const paths = [...fields].sort();
  const [first = ""] = paths;
  if (paths.length <= 1) return first === "" ? "" : `\`${first}\``;
  const names = paths.map((path) => `\`${placeOf(path)[1]}\``);
  return `in \`${placeOf(first)[0]}\`: ${names.join(", ")}`;
}

function valuesText(values: ReadonlySet<string>): string {
  const texts = [...values].sort();
  return texts.length > 1 && texts.includes("set") ? "set" : texts.join(", ");
}
