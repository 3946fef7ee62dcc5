import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/embedded/istio/sandbox.ts";
import { clientOf } from "../embedded/kube/client.ts";
import { commandsIn } from "./commands.ts";
import { refusalOfKubectl, refusedCommands } from "./in-its-case.ts";

const isInstalled = spawnSync("kubectl", ["version", "--client"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "meshplan-proposed-"));
const kubeconfig = join(folder, "kubeconfig");
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ clusters: [{ name: "cluster1", context: "c1" }] });
  writeFileSync(kubeconfig, sandbox.kubeconfig, { mode: 0o600 });
  const client = clientOf(sandbox.cluster("cluster1"));
  await client.request("POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "here", labels: { one: "1" }, annotations: { "x.io/two": "2" } },
  });
  await client.request("POST", "/api/v1/namespaces/here/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", labels: { app: "web" } },
  });
  client.close();
});

afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

/** A command, and what stands in its way. */
const COMMANDS: readonly (readonly [string, string | undefined])[] = [
  ["get namespace here", undefined],
  ["get ns,cm", undefined],
  ["get namespace elsewhere", 'namespace "elsewhere" not found in default'],
  ["get namespace elsewhere --ignore-not-found", undefined],
  ["get widgets", `the server doesn't have a resource type "widgets"`],
  ["get namespaces -L one", undefined],
  ["get pods --all-namespaces -o custom-columns=A:.metadata.name", undefined],
  ["-n here describe configmap settings", undefined],
  ["describe configmap settings", 'configmap "settings" not found in default'],
  ["-n here edit configmap settings", undefined],
  ["-n here edit configmap others", 'configmap "others" not found in here'],
  ["label namespace here one=2", "one already has a value, and --overwrite is false"],
  ["label namespace here one=2 --overwrite", undefined],
  ["label namespace here three=3", undefined],
  ["label namespace here one-", undefined],
  ["annotate namespace here x.io/two-", undefined],
  ["annotate namespace elsewhere x.io/two=3", 'namespace "elsewhere" not found in default'],
  ["create namespace here", 'namespace "here" already exists'],
  ["create namespace elsewhere", undefined],
  ["-n here delete configmap settings", undefined],
  ["-n here delete configmap/settings secret/none", 'secret "none" not found in here'],
  ["delete --namespace here configmap --selector app=web", undefined],
  ["delete namespace elsewhere --ignore-not-found", undefined],
  ["--context c2 get ns", 'context "c2" does not exist'],
  ["get ns --no-such-flag", "get has no --no-such-flag"],
  ["auth whoami", undefined],
  ["config view --minify", undefined],
];

/** Those that change something change nothing in a dry run; an editor that ends at once edits nothing. */
const tried = (command: string): readonly string[] => [
  ...(command.startsWith("--context") ? [] : ["--context", "c1"]),
  ...command.split(" "),
  ...(/\b(?:label|annotate|create|delete)\b/.test(command) ? ["--dry-run=server"] : []),
];

function kubectl(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn("kubectl", args, {
      stdio: "ignore",
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: folder,
        KUBECONFIG: kubeconfig,
        EDITOR: "true",
      },
    });
    child.on("error", reject);
    child.on("close", (code) => {
      resolve(code ?? -1);
    });
  });
}

describe("a command is held against its case", () => {
  test.each(COMMANDS)("kubectl %s: %s", (command, refusal) => {
    const words = ["kubectl", "--context", "c1", ...command.split(" ")].slice(1);
    expect(refusalOfKubectl(words, { clusters: sandbox.clusters, kubeconfig })).toBe(refusal);
  });

  test("as the kubectl of this machine takes or refuses it, if it has one", async () => {
    if (!isInstalled) return;
    for (const [command, refusal] of COMMANDS)
      expect([command, (await kubectl(tried(command))) === 0]).toEqual([
        command,
        refusal === undefined,
      ]);
  });

  test("what nothing would come of is refused, though kubectl takes it", () => {
    const refused = (line: string): readonly string[] =>
      refusedCommands([line], { clusters: sandbox.clusters, kubeconfig });
    expect(refused("kubectl --context c1 label namespace here four-")).toEqual([
      "kubectl --context c1 label namespace here four-: four is not there to be taken",
    ]);
    expect(refused("kubectl --context c1 -n here delete configmap --selector app=x")).toEqual([
      "kubectl --context c1 -n here delete configmap --selector app=x: no configmap in here has app=x",
    ]);
  });

  test("a command may need what one before it makes, and makes nothing twice", () => {
    const make = "kubectl --context c1 create namespace there";
    const secret =
      "kubectl --context c1 -n there create secret docker-registry r --from-file=.dockerconfigjson=c";
    const where = { clusters: sandbox.clusters, kubeconfig };
    expect(refusedCommands([`${make}; ${secret}`], where)).toEqual([]);
    expect(refusedCommands([secret, make], where)).toEqual([
      `${secret}: namespaces "there" not found`,
    ]);
    expect(refusedCommands([make, make], where)).toEqual([
      `${make}: namespace "there" already exists`,
    ]);
  });
});

test.each<readonly [string, readonly (readonly string[])[]]>([
  [
    "run kubectl --context 'my c' get ns, then plan again",
    [["kubectl", "--context", "my c", "get", "ns"]],
  ],
  [
    "until `meshplan plan mesh.yaml` says so (kubectl -n a get pods)",
    [
      ["meshplan", "plan", "mesh.yaml"],
      ["kubectl", "-n", "a", "get", "pods"],
    ],
  ],
  ["kubectl get --raw '/readyz?verbose' | wc -c", [["kubectl", "get", "--raw", "/readyz?verbose"]]],
  ["meshplan rbac prints the roles", [["meshplan", "rbac"]]],
  ["delete the object with kubectl when its traffic can move", []],
  ["meshplan render did not write that", []],
  ["see docs/kubectl get or x-meshplan plan", []],
])("in %s", (line, commands) => {
  expect(commandsIn(line)).toEqual(commands);
});
