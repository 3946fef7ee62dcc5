// Writes data/kube-types/types.json: the fields of every built-in type that meshplan reads, writes or serves, with their types, how
// server-side apply merges them, and what a server does with a zero value. The notation is that of src/kube/schema/builtin.ts.
//
// All of it comes from the Go types of k8s.io/api, k8s.io/apimachinery and k8s.io/apiextensions-apiserver: the published schema
// (/openapi/v3) is made from them, and does not tell `omitempty` from a pointer. `go mod download` fetches the modules, and checks
// them against Go's checksum database. Run it again for another version; `--check` only compares.
import { execFileSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = "v0.35.4";
const TARGET = fileURLToPath(new URL("../data/kube-types/types.json", import.meta.url));

const EXTENSIONS = "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1";
/** What has a place of its own in a cluster, by package; everything inside follows. */
const ROOTS = {
  "k8s.io/api/core/v1":
    "Namespace Node ConfigMap Secret Service ServiceAccount Pod Endpoints Event ResourceQuota",
  "k8s.io/api/apps/v1": "Deployment ReplicaSet DaemonSet",
  "k8s.io/api/autoscaling/v2": "HorizontalPodAutoscaler",
  "k8s.io/api/policy/v1": "PodDisruptionBudget",
  "k8s.io/api/networking/v1": "NetworkPolicy",
  "k8s.io/api/discovery/v1": "EndpointSlice",
  "k8s.io/api/coordination/v1": "Lease",
  "k8s.io/api/rbac/v1": "Role RoleBinding ClusterRole ClusterRoleBinding",
  "k8s.io/api/admissionregistration/v1":
    "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
  "k8s.io/api/authentication/v1": "TokenRequest",
  "k8s.io/api/authorization/v1": "SelfSubjectAccessReview SelfSubjectRulesReview",
  [EXTENSIONS]: "CustomResourceDefinition",
};

const META = "k8s.io/apimachinery/pkg/apis/meta/v1";
/** Types that read and write themselves. */
const OWN_FORMS = {
  [`${META}.Time`]: "time",
  [`${META}.MicroTime`]: "utime",
  [`${META}.FieldsV1`]: "any",
  "k8s.io/apimachinery/pkg/api/resource.Quantity": "qty",
  "k8s.io/apimachinery/pkg/util/intstr.IntOrString": "intstr",
  "k8s.io/apimachinery/pkg/runtime.RawExtension": "any",
  "k8s.io/apimachinery/pkg/types.UID": "str",
  "k8s.io/apimachinery/pkg/types.NodeName": "str",
  [`${EXTENSIONS}.JSON`]: "any",
  [`${EXTENSIONS}.JSONSchemaPropsOrArray`]: "any",
  [`${EXTENSIONS}.JSONSchemaPropsOrBool`]: "any",
  [`${EXTENSIONS}.JSONSchemaPropsOrStringArray`]: "any",
};
/** Packages that have a type of the same name as another: theirs gets a prefix. */
const PREFIXES = {
  [`${EXTENSIONS}.ServiceReference`]: "Crd",
  [`${EXTENSIONS}.WebhookClientConfig`]: "Crd",
  "k8s.io/api/core/v1.EndpointPort": "Core",
};
const SCALARS = {
  bool: "bool",
  float32: "num",
  float64: "num",
  int: "int",
  int32: "int",
  int64: "int",
  string: "str",
};

const folders = Object.fromEntries(
  ["k8s.io/api", "k8s.io/apimachinery", "k8s.io/apiextensions-apiserver"].map((name) => {
    const answer = execFileSync("go", ["mod", "download", "-json", `${name}@${VERSION}`]);
    return [name, JSON.parse(answer.toString("utf8")).Dir];
  }),
);

/** By import path: the declarations of a package. */
const packages = new Map();

async function packageOf(path) {
  if (!packages.has(path)) packages.set(path, await readPackage(path));
  return packages.get(path);
}

async function readPackage(path) {
  const module = Object.keys(folders).find((name) => path.startsWith(`${name}/`));
  if (module === undefined) throw new Error(`no module has the package ${path}`);
  const folder = join(folders[module], path.slice(module.length + 1));
  const names = (await readdir(folder)).filter((name) => /^types\w*\.go$/.test(name));
  const declared = new Map();
  for (const name of names)
    for (const [type, one] of declarationsIn(await readFile(join(folder, name), "utf8")))
      declared.set(type, one);
  return declared;
}

/** The types that a file of Go declares: structs with their fields, and names for other types. */
function* declarationsIn(source) {
  const imports = new Map(
    [...source.matchAll(/^(?:import|)\s*(?:(\w+) )?"([^"]+)"$/gm)].map(([, alias, path]) => [
      alias ?? path.split("/").at(-1),
      path,
    ]),
  );
  let marks = [];
  let struct;
  for (const line of source.split("\n")) {
    if (struct === undefined) {
      const [, name, kind] = /^type (\w+) (?!=)(.+?)(?: \{)?$/.exec(line) ?? [];
      if (name !== undefined && kind === "struct") struct = { name, marks, fields: [], imports };
      else if (name !== undefined) yield [name, { type: kind, imports }];
    } else if (line.startsWith("}")) {
      yield [struct.name, struct];
      struct = undefined;
    } else {
      const [, field, type, tags] = /^\t(?:(\w+)\s+)?([^\s`/]+)\s+`([^`]*)`/.exec(line) ?? [];
      if (type !== undefined)
        struct.fields.push({ isNamed: field !== undefined, type, tags, marks });
    }
    const isComment = /^\s*\/\//.test(line);
    // The marks of a type are those of the comment before it, blank lines between them or not.
    if (isComment) marks = [...marks, line.trim().replace(/^\/\/\s*/, "")];
    else if (line.trim() !== "" || struct !== undefined) marks = [];
  }
}

const markOf = (marks, name) =>
  marks.flatMap((mark) => (mark.startsWith(`+${name}=`) ? [mark.slice(name.length + 2)] : []));

const written = new Map();

/** The name of a struct in the table, which has it then. */
async function tabled(path, name) {
  const shown = `${PREFIXES[`${path}.${name}`] ?? ""}${name}`;
  const key = `${path}.${name}`;
  const known = written.get(shown);
  if (known !== undefined) {
    if (known.key !== key) throw new Error(`${shown} is ${known.key} and ${key}`);
    return shown;
  }
  const struct = (await packageOf(path)).get(name);
  const row = { key, isAtomic: markOf(struct.marks, "structType").includes("atomic"), fields: [] };
  written.set(shown, row);
  row.fields = (await fieldsOf(path, struct)).sort();
  return shown;
}

async function fieldsOf(path, struct) {
  const fields = [];
  for (const { isNamed, type, tags, marks } of struct.fields) {
    const [name, ...options] = (/json:"([^"]*)"/.exec(tags)?.[1] ?? "").split(",");
    if (name === "-" || (!isNamed && type === "metav1.TypeMeta")) continue;
    if (name === "" && options.includes("inline")) {
      const inner = placeOf(path, type, struct.imports);
      fields.push(...(await fieldsOf(inner.path, (await packageOf(inner.path)).get(inner.name))));
      continue;
    }
    const shown = await typeOf(path, type, struct.imports, { marks, tags });
    fields.push(`${name}:${shown}${zeroOf(type, shown, options)}`);
  }
  return fields;
}

/** Where a name of Go's is declared. */
function placeOf(path, type, imports) {
  const [first, name] = type.replace(/^\*/, "").split(".");
  return name === undefined ? { path, name: first } : { path: imports.get(first), name };
}

async function typeOf(path, type, imports, { marks = [], tags = "" } = {}) {
  if (type.startsWith("*")) return await typeOf(path, type.slice(1), imports, { marks, tags });
  if (type === "[]byte") return "str";
  if (type === "struct{}") return "any";
  if (type.startsWith("[]")) {
    const items = await typeOf(path, type.slice(2), imports);
    return `[${items}]${mergeOf(items, marks, tags)}`;
  }
  if (type.startsWith("map[")) {
    const values = await typeOf(path, type.slice(type.indexOf("]") + 1), imports);
    return `{${values}}${markOf(marks, "mapType").includes("atomic") ? "!" : ""}`;
  }
  if (SCALARS[type] !== undefined) return SCALARS[type];
  const place = placeOf(path, type, imports);
  const own = OWN_FORMS[`${place.path}.${place.name}`];
  if (own !== undefined) return own;
  const declared = (await packageOf(place.path)).get(place.name);
  if (declared === undefined) throw new Error(`${path} has no ${type} (${place.path})`);
  if (declared.fields !== undefined) return await tabled(place.path, place.name);
  return await typeOf(place.path, declared.type, declared.imports, { marks, tags });
}

/** Where no mark says how a list merges, the older tags of strategic merge patches do. */
function mergeOf(items, marks, tags) {
  const [type] = markOf(marks, "listType");
  const keys = markOf(marks, "listMapKey");
  if (type === "map") return `=${keys.join(",")}`;
  if (type === "set") return "#";
  if (type === "atomic") return "";
  if (!/patchStrategy:"[^"]*merge/.test(tags)) return "";
  const key = /patchMergeKey:"([^"]+)"/.exec(tags)?.[1];
  return key === undefined ? "#" : `=${key}`;
}

/** What a server does with a value that is zero, or absent. */
function zeroOf(type, shown, options) {
  // A port or a quantity that is zero is written as somebody sent it.
  if (type.startsWith("*") || ["any", "intstr", "qty"].includes(shown)) return "";
  const isOmitted = options.includes("omitempty") || options.includes("omitzero");
  const isScalar = ["str", "int", "num", "bool"].includes(shown);
  if (isScalar) return isOmitted ? "?" : "+";
  if (shown.startsWith("[") || shown.startsWith("{")) return isOmitted ? "" : "+";
  // A struct is never empty for Go's encoder; a time and the metadata leave themselves out.
  if (shown === "ObjectMeta" || options.includes("omitzero")) return "";
  return ["time", "utime"].includes(shown) && isOmitted ? "" : "+";
}

for (const [path, names] of Object.entries(ROOTS))
  for (const name of names.split(" ")) await tabled(path, name);
for (const name of ["Status", "Condition"]) await tabled(META, name);

const rows = [...written]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, { isAtomic, fields }]) => {
    const key = JSON.stringify(isAtomic ? `${name}!` : name);
    return `${key}: ${JSON.stringify(fields.join(" "))}`;
  });
const text = `{\n${rows.join(",\n")}\n}\n`;

if (process.argv.includes("--check")) {
  if ((await readFile(TARGET, "utf8")) !== text)
    throw new Error(`${TARGET} is not what the types say`);
} else await writeFile(TARGET, text);
