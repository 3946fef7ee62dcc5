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

- A cluster without \`primary\` is a primary, one with \`primary\` is a remote of it. A mesh of one cluster is a primary alone; it
  needs no network.
- With more than one network every cluster gets an east-west gateway, and a primary exposes services on them. On one network
  only a primary that has remotes gets a gateway, for its control plane.
- \`defaults\` has the keys of a cluster and gives them to every cluster that does not write them itself; \`gateway\` is merged
  field by field, one level deep. \`primary\` does not apply to the cluster it names. \`{name}\` stands for the cluster's name in
  \`network\`, \`context\`, \`kubeconfig\`, \`apiServer\` and \`gateway.annotations\`; it needs quotes, because YAML reads a bare
  \`{name}\` as a mapping. A cluster that adds nothing is written \`cluster3:\` or \`cluster3: {}\`.
- Sizes, paths and names are checked before any cluster is asked: \`meshplan validate\` lists everything it finds, and
  \`meshplan explain CODE\` explains each. All codes: [diagnostics.md](diagnostics.md).
- YAML anchors and merge keys work, and every \`x-\` key at the top is yours to hold them. Duplicate keys, unknown tags, several
  documents and files over 512 KiB are errors.
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
