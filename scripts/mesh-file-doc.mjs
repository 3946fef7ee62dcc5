// Writes docs/mesh-file.md from schema/mesh.schema.json.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format } from "prettier";

const root = new URL("../", import.meta.url);
const page = new URL("docs/mesh-file.md", root);

const INTRODUCTION = `# The mesh file

One YAML file, \`mesh.yaml\` unless another path is given; \`-\` reads standard input. This page is generated from
\`schema/mesh.schema.json\` by \`node scripts/mesh-file-doc.mjs\`; \`meshplan schema\` prints that schema. A key that is not here
is an error: nothing is accepted and ignored, except keys that start with \`x-\`.

For completion in an editor, save the schema beside the file and begin the file with
\`# yaml-language-server: $schema=./mesh.schema.json\`.

\`\`\`yaml
apiVersion: meshplan/v1
mesh: mesh1
istio:
  version: 1.31.0
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
\`\`\`
`;

const ENDING = `## What follows from the file

- A cluster without \`primary\` is a primary, one with \`primary\` is a remote of it. A primary with \`controlPlane\` has its istiod
  in another cluster, which is then a host and no member of the mesh.
- With more than one network every cluster gets an east-west gateway, and a primary exposes services on them;
  \`networks.NAME.gatewayCluster\` lets one cluster's gateway serve its whole network. On one network only a primary that has
  remotes gets a gateway, for its control plane.
- \`defaults\` has the keys of a cluster and gives them to every cluster that does not write them itself; \`gateway\` is merged
  field by field, one level deep, over the \`gateway\` of the cluster's network. \`primary\` and \`controlPlane\` do not apply to
  the cluster they name; a cluster that \`controlPlane\` names gets nothing that only members of the mesh have (\`network\`,
  \`primary\`, \`injector\`, \`podCidrs\`, \`gateway.service\`, \`gateway.values\`). \`{name}\` stands for the cluster's name in the
  texts of \`defaults\` and \`networks\`; it needs quotes, because YAML reads a bare \`{name}\` as a mapping. A cluster that adds
  nothing is written \`cluster3:\` or \`cluster3: {}\`.
- Sizes, paths and names are checked before any cluster is asked: \`meshplan validate\` lists everything it finds, and
  \`meshplan explain CODE\` explains each. All codes: [diagnostics.md](diagnostics.md).
- YAML anchors and merge keys work, and every \`x-\` key at the top is yours to hold them. Duplicate keys, unknown tags, several
  documents and files over 512 KiB are errors.

## Values and patches

\`values\` have the layout of an IstioOperator (\`global\`, \`pilot\`, \`cni\`, \`ztunnel\`, \`gateways\`, \`meshConfig\`), whichever
renderer is used. They are merged map by map, the later over the earlier: what meshplan sets, \`istio.values\`,
\`networks.NAME.values\`, \`defaults.values\`, \`clusters.NAME.values\`. Gateways get \`global\` of them, and \`gateway.values\` for
their pods. A value that would break the topology, such as another \`clusterName\`, is an error (MP0485).

\`patches\` change rendered objects after everything else: JSON merge patches (RFC 7386), in which null removes a field and lists
with keys (\`containers\`, \`env\`, \`ports\`, \`volumes\`, \`webhooks\`, ...) are merged by them; other lists are replaced. An item of a list with
keys goes with \`$patch: delete\` beside its key:

\`\`\`yaml
patches:
  - target: { kind: Service, name: istio-ingressgateway }
    patch: { spec: { ports: [{ port: 15021, $patch: delete }] } }
\`\`\`

Other directives of kubectl's strategic merge patches are errors (MP0494), and so are values of another type than Kubernetes has for
their field (MP0606) and an item to delete that is in none of the objects (MP0607). A patch that
finds no object in any of the clusters it is for is an error (MP0570), and so is one that changes what follows from the clusters,
such as a network label or the path of an injector (MP0571). Secrets cannot be patched.

\`meshplan explain cluster2/Deployment/istio-system/istio-eastwestgateway mesh.yaml\` names the layer and the line of every value
and patch that one object was made with; it asks no cluster.

## How a gateway comes to its address

| \`gateway\` | what other clusters use | what it needs |
| --- | --- | --- |
| nothing | the address its load balancer gets; unknown at the first plan | a load balancer with an IP address where remotes are behind it |
| \`address: 34.75.71.237\` | that address | a reservation your cloud honours (\`loadBalancerIP\`, annotations) |
| \`address: east.example.com\` | remotes that name, also for the injector (\`injectionURL\`); other networks what the load balancer reports | a DNS record of yours that leads to the load balancer |
| \`type: NodePort\` | the nodes' external addresses and the node port, which istiod reads | nodes with an ExternalIP; no remotes behind it |
| \`type: NodePort\` or \`ClusterIP\`, and \`address\` | that address, written into \`externalIPs\` | something of yours that leads to the ports 15443, 15012, 15017 |
| \`service: NAMESPACE/NAME\` | the address of a gateway that others made | its Service has the network's label, the ports and a selector |

When the address of a primary's load balancer moves, the next plan updates the remotes that carry it, and nothing else. Where it reports several, of both families or beside a host name, their order means nothing: one that remotes carry
stays as long as it is reported, and otherwise they get one of the family they have, at first IPv4.
`;

/** The page for a JSON Schema, as prettier would leave it. */
export async function meshFilePage(schema) {
  const rows = rowsOf(schema, schema.properties, schema.required ?? [], "");
  const table = [
    "| key | required | what it is | example |",
    "| --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ].join("\n");
  const text = [INTRODUCTION, "## Keys", table, ENDING].join("\n\n");
  return await format(text, { parser: "markdown", printWidth: 100 });
}

function rowsOf(schema, properties, required, prefix) {
  return Object.entries(properties).flatMap(([key, found]) => {
    const path = prefix + key;
    const named = found.additionalProperties?.$ref?.split("/").at(-1);
    const below = named === undefined ? found : schema.$defs[named];
    const inner = named === undefined ? `${path}.` : `${path}.NAME.`;
    return [
      rowOf(path, required.includes(key), found),
      ...rowsOf(schema, below.properties ?? {}, below.required ?? [], inner),
    ];
  });
}

function rowOf(path, isRequired, { description, examples }) {
  const example = examples.map((one) => `\`${JSON.stringify(one)}\``).join(" ");
  return [`\`${path}\``, isRequired ? "yes" : "", description, example].map((cell) =>
    cell.replaceAll("|", "\\|"),
  );
}

async function main() {
  const schema = JSON.parse(await readFile(new URL("schema/mesh.schema.json", root), "utf8"));
  await writeFile(page, await meshFilePage(schema));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
