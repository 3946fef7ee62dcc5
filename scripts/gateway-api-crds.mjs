// Writes data/gateway-api/VERSION.json: the CustomResourceDefinitions of the standard channel of the Gateway API.
//
// They come from the Go module sigs.k8s.io/gateway-api, fetched by `go mod download`, which checks them against Go's
// checksum database. Descriptions are taken out: they are four fifths of the text, and no server acts on them.
// The ValidatingAdmissionPolicy that stands beside them since v1.5 is left out: it protects the definitions from other
// installers, and that is for the owner of the cluster to decide.
//
// Run it again after adding a version; `--check` only says whether the files are as they would be written.
import { execFileSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";

/** One for each Istio minor, as its go.mod names it. */
const VERSIONS = ["v1.3.0", "v1.4.1", "v1.5.1", "v1.6.0"];
const FOLDER = fileURLToPath(new URL("../data/gateway-api/", import.meta.url));

function moduleFolder(version) {
  const answer = execFileSync("go", ["mod", "download", "-json", moduleName(version)]);
  return JSON.parse(answer.toString("utf8")).Dir;
}

function moduleName(version) {
  return `sigs.k8s.io/gateway-api@${version}`;
}

/** One definition a line, in the order of their names. */
async function definitionsText(version) {
  const folder = join(moduleFolder(version), "config/crd/standard");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  const lines = texts
    .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()))
    .filter(({ kind }) => kind === "CustomResourceDefinition")
    .map(({ apiVersion, kind, metadata: { name, annotations }, spec }) =>
      JSON.stringify({
        apiVersion,
        kind,
        metadata: { name, annotations },
        spec: withoutDescriptions(spec),
      }),
    );
  return `[\n${lines.join(",\n")}\n]\n`;
}

/** `names`: the keys of this map are names of fields, and a field may be called description. */
function withoutDescriptions(value, names = false) {
  if (Array.isArray(value)) return value.map((item) => withoutDescriptions(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => names || key !== "description")
      .map(([key, item]) => [key, withoutDescriptions(item, !names && key === "properties")]),
  );
}

const check = process.argv.includes("--check");
for (const version of VERSIONS) {
  const path = join(FOLDER, `${version}.json`);
  const text = await definitionsText(version);
  if (!check) await writeFile(path, text);
  else if ((await readFile(path, "utf8")) !== text) {
    console.error(`${path} is not what ${moduleName(version)} gives: run without --check`);
    process.exitCode = 1;
  }
}
