// Writes data/protobuf/fields.json: what the numbers mean in the protobuf bodies that kubectl sends for kinds of Kubernetes.
//
// Numbers and types come from the generated.proto of the Go modules k8s.io/api and k8s.io/apimachinery, fetched by
// `go mod download`, which checks them against Go's checksum database; names in JSON, and what JSON leaves out where it is
// zero, from the tags of the Go types beside them. Run it again for another version; `--check` only compares.
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = "v0.35.4";
const TARGET = fileURLToPath(new URL("../data/protobuf/fields.json", import.meta.url));

/** What an embedded cluster takes by POST or PUT, and what goes with a DELETE. */
const ROOTS = {
  "core/v1": [
    ..."Namespace ConfigMap Secret Service ServiceAccount Pod Endpoints Event ResourceQuota".split(
      " ",
    ),
    "Node",
  ],
  "apps/v1": ["Deployment", "ReplicaSet", "DaemonSet"],
  "autoscaling/v2": ["HorizontalPodAutoscaler"],
  "policy/v1": ["PodDisruptionBudget"],
  "networking/v1": ["NetworkPolicy"],
  "discovery/v1": ["EndpointSlice"],
  "coordination/v1": ["Lease"],
  "rbac/v1": ["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"],
  "admissionregistration/v1": ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
  "authentication/v1": ["TokenRequest", "SelfSubjectReview"],
  "authorization/v1": ["SelfSubjectAccessReview", "SelfSubjectRulesReview"],
};
const META = "apimachinery/pkg/apis/meta/v1";
const SCALARS = { string: "s", bool: "b", int32: "i", int64: "i", bytes: "y" };

const folders = Object.fromEntries(
  ["api", "apimachinery"].map((name) => {
    const answer = execFileSync("go", ["mod", "download", "-json", `k8s.io/${name}@${VERSION}`]);
    return [name, JSON.parse(answer.toString("utf8")).Dir];
  }),
);

/** By package, such as `api/core/v1`: its messages, as proto has them, and the tags of its structs. */
const packages = new Map();

async function packageOf(name) {
  const [module, ...rest] = name.split("/");
  const folder = join(folders[module], ...rest);
  const proto = await readFile(join(folder, "generated.proto"), "utf8");
  const messages = Object.fromEntries(
    [...proto.matchAll(/^message (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, message, body]) => [
      message,
      [
        ...body.matchAll(
          /^ {2}(optional|repeated|map<string, *([\w.]+)>) ?([\w.]*) (\w+) = (\d+);/gm,
        ),
      ],
    ]),
  );
  const source = await readFile(join(folder, "types.go"), "utf8").catch(() => "");
  const structs = Object.fromEntries(
    [...source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)].map(([, struct, body]) => [
      struct,
      [...body.matchAll(/^\s+(?:\w+ +)?(\*?)[^\s`]+ +`json:"([^"]*)" +protobuf:"\w+,(\d+),/gm)],
    ]),
  );
  return { messages, structs };
}

const written = {};

async function write(name) {
  if (name in written) return;
  const place = name.lastIndexOf("/");
  const folder = name.slice(0, place);
  const message = name.slice(place + 1);
  if (!packages.has(folder)) packages.set(folder, await packageOf(folder));
  const { messages, structs } = packages.get(folder);
  const tags = new Map(
    (structs[message] ?? []).map(([, pointer, json, number]) => [number, { pointer, json }]),
  );
  written[name] = {};
  for (const [, label, mapped, plain, protoName, number] of messages[message]) {
    const type = typeName(mapped ?? plain, folder);
    const { pointer = "", json = protoName } = tags.get(number) ?? {};
    const [key = "", ...options] = json.split(",");
    const omitted = pointer === "" && options.includes("omitempty");
    const flags =
      (mapped === undefined ? "" : "m") +
      (label === "repeated" ? "r" : "") +
      (omitted ? "o" : "") +
      (options.includes("inline") ? "n" : "");
    written[name][number] = flags === "" ? [key, type] : [key, type, flags];
    if (type.includes("/")) await write(type);
  }
}

/** A scalar's letter, or the package and name of a message. */
function typeName(proto, folder) {
  if (proto in SCALARS) return SCALARS[proto];
  if (!proto.includes(".")) return `${folder}/${proto}`;
  return proto.replace(/^\.?k8s\.io\./, "").replaceAll(".", "/");
}

const roots = {};
for (const [folder, kinds] of Object.entries(ROOTS)) {
  for (const kind of kinds) {
    const [group, version] = folder.split("/");
    const full = { core: "", apps: "apps", autoscaling: "autoscaling", policy: "policy" }[group];
    const named = group === "rbac" ? "rbac.authorization.k8s.io" : `${group}.k8s.io`;
    const apiVersion = full === "" ? version : `${full ?? named}/${version}`;
    roots[`${apiVersion}/${kind}`] = `api/${folder}/${kind}`;
    await write(`api/${folder}/${kind}`);
  }
}
await write(`${META}/DeleteOptions`);

const lines = Object.keys(written)
  .sort()
  .map((name) => `    ${JSON.stringify(name)}: ${JSON.stringify(written[name])}`);
const text = `{\n  "roots": ${JSON.stringify(roots)},\n  "messages": {\n${lines.join(",\n")}\n  }\n}\n`;
if (!process.argv.includes("--check")) await writeFile(TARGET, text);
else if ((await readFile(TARGET, "utf8")) !== text) {
  console.error(`${TARGET} is not what k8s.io/api ${VERSION} gives: run without --check`);
  process.exitCode = 1;
}
