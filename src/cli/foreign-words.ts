/**
 * Flags and commands that people know from other tools, each with what is there instead: a person who types one wants what it does
 * there, and a list of our own flags would have to be read for it.
 */
const FLAGS: Readonly<Record<string, string>> = {
  // Terraform
  target: `a plan is of the whole mesh; \`delivery\` in the mesh file leaves parts of it to others`,
  replace:
    "a plan replaces nothing that is as it should be; restart pods by kubectl rollout restart",
  destroy: "nothing is removed yet; README.md says how to remove a mesh by hand",
  var: "a mesh file has no variables; make it with another tool and pass it on: `meshplan plan -`",
  "var-file":
    "a mesh file has no variables; make it with another tool and pass it on: `meshplan plan -`",
  refresh: "a plan always reads the clusters; what it compares with is stored nowhere",
  "refresh-only":
    "a plan always reads the clusters, and shows what others changed as drift: `meshplan plan`",
  "auto-approve": "only what asks takes --auto-approve: `meshplan apply`, `meshplan unlock`",
  input: "without a terminal nothing is asked; with one, --auto-approve answers for apply",
  lock: "every apply takes the locks of its clusters; --lock-timeout says how long it waits for them",
  state: "there is no state file: the clusters are read anew",
  "backend-config": "there is no state file: the clusters are read anew",
  json: "write --format json",
  compact: "a plan is short unless --full is given",
  chdir: "name the file with its folder: `meshplan plan FOLDER/mesh.yaml`",
  // kubectl, Helm and istioctl
  "dry-run": "that is `meshplan plan`: it asks the API servers with dry runs, and writes nothing",
  namespace: "`istio.namespace` in the mesh file says which: a mesh has one",
  n: "`istio.namespace` in the mesh file says which: a mesh has one",
  istioNamespace: "`istio.namespace` in the mesh file says which: a mesh has one",
  i: "`istio.namespace` in the mesh file says which: a mesh has one",
  A: "a plan is of every namespace that the mesh has a part in",
  "all-namespaces": "a plan is of every namespace that the mesh has a part in",
  "create-namespace": "the namespace of Istio is a part of the mesh: apply creates it",
  filename: "name the file without a flag: `meshplan plan mesh.yaml`",
  f: "name the file without a flag: `meshplan plan mesh.yaml`",
  file: "name the file without a flag: `meshplan plan mesh.yaml`",
  output: "write --format text or --format json",
  o: "write --format text or --format json; --out PATH saves a plan",
  kubeconfig: "set KUBECONFIG=FILE, or write `kubeconfig:` at a cluster of the mesh file",
  "kube-context": "write --context CLUSTER=CONTEXT",
  context: "the file names the contexts: `context:` at a cluster",
  set: "write it into the mesh file: `values:`",
  values: "write it into the mesh file: `values:`",
  revision: "write `istio.revision` in the mesh file",
  version: "write `istio.version` in the mesh file",
  wait: "apply waits until each step works; --timeout bounds the whole run",
  atomic: "an apply that fails leaves what is written; the same command goes on from there",
  "rollback-on-failure":
    "an apply that fails leaves what is written; the same command goes on from there",
  force:
    "only what asks takes a force: `meshplan unlock --force`; a plan shows what it takes from others",
  "force-conflicts": "a plan shows which fields it takes from others, and apply takes no more",
  "server-side": "apply is always server-side",
  prune: "a plan lists what the file no longer asks for, and how to remove it",
  yes: "write --auto-approve, for what asks: `meshplan apply`, `meshplan unlock`",
  y: "write --auto-approve, for what asks: `meshplan apply`, `meshplan unlock`",
  "skip-confirmation": "write --auto-approve, for what asks: `meshplan apply`, `meshplan unlock`",
  quiet: "results are on stdout, all else on stderr: 2>/dev/null",
  q: "results are on stdout, all else on stderr: 2>/dev/null",
};

const COMMANDS: Readonly<Record<string, string>> = {
  destroy: "nothing is removed yet; README.md says how to remove a mesh by hand",
  uninstall: "nothing is removed yet; README.md says how to remove a mesh by hand",
  delete: "nothing is removed yet; README.md says how to remove a mesh by hand",
  install: "write a mesh file (`meshplan init`), look at its plan, then `meshplan apply`",
  upgrade:
    "write the new `istio.version` into the mesh file, look at its plan, then `meshplan apply`",
  import: "what is there already is in a plan: what it can take over, and what stands in the way",
  refresh:
    "a plan always reads the clusters, and shows what others changed as drift: `meshplan plan`",
  diff: "that is `meshplan plan`",
  preview: "that is `meshplan plan`",
  template: "that is `meshplan render`",
  manifest: "that is `meshplan render`",
  status: "a plan without changes says that the mesh is as the file asks: `meshplan plan`",
  verify: "a plan without changes says that the mesh is as the file asks: `meshplan plan`",
  "verify-install":
    "a plan without changes says that the mesh is as the file asks: `meshplan plan`",
  analyze: "`meshplan validate` checks the file, and `meshplan plan` also the clusters",
  lint: "that is `meshplan validate`",
  precheck: "that is `meshplan doctor`",
  "force-unlock": "that is `meshplan unlock`",
  output: "`meshplan plan --format json` has all of it",
  state: "there is no state file: the clusters are read anew",
  workspace: "one mesh is one file: name it, as in `meshplan plan FILE`",
};

/**
 * The error of a command line with what is meant: a sentence for a flag or command of another tool, and the right dashes for a flag of
 * `own` (`--out`) that is written with one. Undefined where nobody knows better than the error itself.
 */
export function meantBy(error: string, own: readonly string[]): string | undefined {
  const [, what, word = ""] = /^error: unknown (option|command) '([^'\n]*)'/.exec(error) ?? [];
  if (what === undefined) return undefined;
  const [flag = "", ...value] = word.split("=");
  const name = flag.replace(/^--?/, "");
  const said = (table: Readonly<Record<string, string>>): string | undefined =>
    Object.hasOwn(table, name) ? table[name] : undefined;
  if (what === "command") return said(COMMANDS);
  if (!own.includes(`--${name}`)) return said(FLAGS);
  const rest = value.length === 0 ? "" : ` ${value.join("=")}`;
  return `long flags have two dashes: --${name}${rest}`;
}
