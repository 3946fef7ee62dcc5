import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../../src/embedded/istio/sandbox.ts";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

const isInstalled = spawnSync("kubectl", ["version", "--client"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "meshplan-kubectl-"));
const config = join(folder, "kubeconfig");
let sandbox: Sandbox;

/** Runs the real kubectl in its own cache folder; it must not block this process, which is the server. */
function kubectl(args: readonly string[], input = ""): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn("kubectl", args, {
      env: { PATH: process.env["PATH"] ?? "", HOME: folder, KUBECONFIG: config },
    });
    let out = "";
    let error = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (error += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code: code ?? -1, out, error });
    });
    child.stdin.end(input);
  });
}

const configMap = (value: string): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings" },
    data: { value },
  });

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "example.com/web:1"}]}
`;

const apply = ["apply", "--server-side", "-f", "-"];

beforeAll(async () => {
  sandbox = await startSandbox({ clusters: [{ name: "cluster1", context: "cluster1" }] });
  writeFileSync(config, sandbox.kubeconfig, { mode: 0o600 });
});

afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

function kubectlCases(): void {
  test("apply --server-side creates, and again changes nothing", async () => {
    expect(await kubectl(apply, configMap("1"))).toEqual({
      code: 0,
      out: "configmap/settings serverside-applied\n",
      error: "",
    });
    const version = ["get", "cm", "settings", "-o", "jsonpath={.metadata.resourceVersion}"];
    const before = await kubectl(version);
    expect((await kubectl(apply, configMap("1"))).code).toBe(0);
    expect(await kubectl(version)).toEqual(before);
  });

  test("get prints tables, names and JSON", async () => {
    const table = await kubectl(["get", "configmaps"]);
    expect(table.out).toMatch(/^NAME +DATA +AGE\n(?:.*\n)*settings +1 +\d+s\n/);
    expect((await kubectl(["get", "ns", "-o", "name"])).out).toBe(
      "namespace/default\nnamespace/kube-node-lease\nnamespace/kube-public\nnamespace/kube-system\n",
    );
    const json = await kubectl(["get", "cm", "settings", "-o", "json"]);
    expect(JSON.parse(json.out)).toMatchObject({ kind: "ConfigMap", data: { value: "1" } });
  });

  test("a conflict names the owner and the field", async () => {
    const refused = await kubectl([...apply, "--field-manager=other"], configMap("2"));
    expect(refused.code).toBe(1);
    expect(refused.error).toContain('conflict with "kubectl": .data.value');
    const forced = await kubectl(
      [...apply, "--field-manager=other", "--force-conflicts"],
      configMap("2"),
    );
    expect(forced.code).toBe(0);
  });

  test("diff --server-side shows a change with exit code 1, and nothing with 0", async () => {
    const diff = ["diff", "--server-side", "--field-manager=other", "-f", "-"];
    expect(await kubectl(diff, configMap("2"))).toEqual({ code: 0, out: "", error: "" });
    const changed = await kubectl(diff, configMap("3"));
    expect(changed.code).toBe(1);
    expect(changed.out).toMatch(/-\s+value: "2"\n\+\s+value: "3"/);
  });

  test("wait follows a Deployment until it is available", async () => {
    expect((await kubectl(apply, deployment)).code).toBe(0);
    const waited = await kubectl([
      "wait",
      "--for=condition=Available",
      "deployment/web",
      "--timeout=20s",
    ]);
    expect(waited).toEqual({ code: 0, out: "deployment.apps/web condition met\n", error: "" });
    const rollout = await kubectl(["rollout", "status", "deployment/web", "--timeout=20s"]);
    expect(rollout.out).toContain("successfully rolled out");
    expect((await kubectl(["get", "deployment", "web"])).out).toMatch(/web +2\/2 +2 +2 /);
  });

  test("plain apply, label, annotate and patch work on what it made", async () => {
    const plain = ["apply", "-f", "-"];
    const made = JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "plain" },
      data: { a: "1" },
    });
    expect((await kubectl(plain, made)).out).toBe("configmap/plain created\n");
    expect((await kubectl(plain, made)).out).toBe("configmap/plain unchanged\n");
    expect((await kubectl(plain, made.replace('"1"', '"2"'))).out).toBe(
      "configmap/plain configured\n",
    );
    expect((await kubectl(["label", "cm", "plain", "a=b"])).code).toBe(0);
    expect((await kubectl(["annotate", "cm", "plain", "c=d"])).code).toBe(0);
    const scaled = await kubectl(["patch", "deployment", "web", "-p", '{"spec":{"replicas":1}}']);
    expect(scaled).toMatchObject({ code: 0, out: "deployment.apps/web patched\n" });
  });

  test("create of kinds of Kubernetes, which kubectl sends as protobuf", async () => {
    const login = join(folder, "config.json");
    writeFileSync(login, JSON.stringify({ auths: { "registry.example.com": { auth: "YTpi" } } }));
    for (const made of [
      ["namespace", "made"],
      ["secret", "docker-registry", "pull", `--from-file=.dockerconfigjson=${login}`],
      ["configmap", "made", "--from-literal=a=1"],
      ["deployment", "made", "--image=example.com/made:1", "--replicas=2"],
      ["service", "nodeport", "made", "--tcp=80:http"],
      ["clusterrole", "made", "--verb=get", "--resource=pods"],
      ["poddisruptionbudget", "made", "--selector=a=b", "--min-available=50%"],
      ["quota", "made", "--hard=pods=3"],
    ])
      expect(await kubectl(["create", ...made])).toMatchObject({ code: 0, error: "" });
    const read = async (kind: string, path: string) =>
      (await kubectl(["get", kind, "made", "-o", `jsonpath=${path}`])).out;
    const pull = await kubectl(["get", "secret", "pull", "-o", "jsonpath={.type} {.data}"]);
    const [type = "", data = "{}"] = pull.out.split(" ");
    expect(type).toBe("kubernetes.io/dockerconfigjson");
    const { ".dockerconfigjson": text = "" } = JSON.parse(data) as Record<string, string>;
    expect(Buffer.from(text, "base64").toString()).toContain("registry.example.com");
    expect(await read("deploy", "{.spec.replicas} {.spec.template.spec.containers[0].image}")).toBe(
      "2 example.com/made:1",
    );
    expect(await read("service", "{.spec.ports[0].port} {.spec.ports[0].targetPort}")).toBe(
      "80 http",
    );
    expect(await read("clusterrole", "{.rules[0].verbs[0]} {.rules[0].resources[0]}")).toBe(
      "get pods",
    );
    expect(await read("pdb", "{.spec.minAvailable}")).toBe("50%");
    expect(await read("quota", "{.spec.hard.pods}")).toBe("3");
  });

  test("questions about who asks and what they may", async () => {
    expect(
      (await kubectl(["auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"])).out,
    ).toBe("sandbox-admin");
    expect((await kubectl(["auth", "can-i", "create", "secrets"])).out).toBe("yes\n");
    expect((await kubectl(["create", "token", "default"])).code).toBe(0);
  });

  test("delete waits until the object is gone, with everything below it", async () => {
    const gone = await kubectl(["delete", "deployment", "web", "--wait=true"]);
    expect(gone).toMatchObject({ code: 0, out: 'deployment.apps "web" deleted\n' });
    const left = await kubectl(["wait", "--for=delete", "pod", "-l", "app=web", "--timeout=10s"]);
    expect(left.code).toBe(0);
    expect((await kubectl(["get", "cm", "nothing"])).error).toBe(
      'Error from server (NotFound): configmaps "nothing" not found\n',
    );
  });
}

if (isInstalled) describe("kubectl, on an embedded cluster", kubectlCases);
else
  test("kubectl is not installed here: what it sees of an embedded cluster was not checked", () => {
    expect(isInstalled).toBe(false);
  });
