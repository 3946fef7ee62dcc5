import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseYaml } from "../../src/adapters/host/yaml.ts";
import { isList, isMap, type Json, type JsonMap } from "../../src/kube/object.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { openShell, PROGRAM, type Shell, startClusters } from "../cli/program.ts";
import { mapsAt, textAt } from "../../src/observe/installed/values.ts";

const GUIDE = readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8");
const blocks = (language: string): readonly string[] =>
  [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, text = ""]) => text,
  );

/** The pipeline files, by the name of a workflow; GitLab's has none. */
const PIPELINES = blocks("yaml").map((text) => {
  const [pipeline] = parseYaml(text) ?? [];
  if (!isMap(pipeline)) throw new Error(`docs/ci.md has YAML that does not parse:\n${text}`);
  return { name: textAt(pipeline, "name") ?? "gitlab", pipeline };
});

/** Every shell script that a pipeline runs. */
function scriptsIn(value: Json | undefined): readonly string[] {
  if (isList(value)) return value.flatMap(scriptsIn);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === "run" && typeof item === "string") return [item];
    if (["script", "after_script"].includes(key) && isList(item))
      return [item.filter((line) => typeof line === "string").join("\n")];
    return scriptsIn(item);
  });
}

const SCRIPTS = [...blocks("bash"), ...PIPELINES.flatMap(({ pipeline }) => scriptsIn(pipeline))];
const script = (text: string): string => {
  const found = SCRIPTS.find((one) => one.includes(text));
  if (found === undefined) throw new Error(`docs/ci.md has no script with ${text}`);
  return found;
};

const joined = (text: string): string => text.replaceAll("\\\n", " ");
const flagsIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<=\s)--[a-z-]+/g)].map(([flag]) => flag);

/** Commands of a program to the end of each. */
function commandsOf(program: string, text: string) {
  const own = new RegExp(`(?:^|[\\n|;&(])\\s*${program} ([a-z-]+)((?:[^|;&)\\n])*)`, "g");
  return [...joined(text).matchAll(own)].map(([, command = "", rest = ""]) => ({
    command,
    flags: flagsIn(rest),
  }));
}

/** `meshplan COMMAND …` to the end of its command, and the same with the flags that `plan.sh` passes on. */
const COMMANDS = SCRIPTS.flatMap((text) => {
  const passed = [...joined(text).matchAll(/\bbash plan\.sh(.*)/g)].map(([, rest = ""]) => ({
    command: "plan",
    flags: flagsIn(rest),
  }));
  return [...commandsOf("meshplan", text), ...passed];
});

/** Commands of Sigstore's cosign, with the flags that its release 2.6.2 takes. Source: `cosign COMMAND --help`. */
const COSIGN: Readonly<Record<string, readonly string[]>> = {
  "generate-key-pair": ["--kms", "--output-key-prefix"],
  "sign-blob": ["--bundle", "--identity-token", "--key", "--tlog-upload", "--yes"],
  "verify-blob": [
    "--bundle",
    "--certificate-identity",
    "--certificate-oidc-issuer",
    "--insecure-ignore-tlog",
    "--key",
  ],
};

describe("the scripts of docs/ci.md", () => {
  test.each(SCRIPTS)("are bash: %s", (text) => {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: text, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("use commands and flags of cosign that there are", () => {
    const used = SCRIPTS.flatMap((text) => commandsOf("cosign", text));
    expect(used.map(({ command }) => command)).toContain("verify-blob");
    for (const { command, flags } of used)
      for (const flag of flags) expect(COSIGN[command], command).toContain(flag);
  });

  test("use commands and flags that there are", () => {
    const help = new Map<string, string>();
    for (const { command, flags } of COMMANDS) {
      const text =
        help.get(command) ??
        spawnSync(process.execPath, [PROGRAM, command, "--help"], { encoding: "utf8" }).stdout;
      help.set(command, text);
      expect(text, command).toContain(`Usage: meshplan ${command}`);
      for (const flag of flags)
        expect(text, `${command} ${flag}`).toMatch(new RegExp(`${flag}[ ,]`));
    }
    expect([...help.keys()].sort()).toEqual([
      "apply",
      "comment",
      "graph",
      "plan",
      "rbac",
      "show",
      "validate",
    ]);
  });
});

describe("the pipelines of docs/ci.md", () => {
  const named = (name: string): JsonMap => {
    const found = PIPELINES.find((one) => one.name === name);
    if (found === undefined) throw new Error(`docs/ci.md has no pipeline ${name}`);
    return found.pipeline;
  };
  const jobsOf = (pipeline: JsonMap): readonly (readonly [string, JsonMap])[] =>
    Object.entries(isMap(pipeline["jobs"]) ? pipeline["jobs"] : pipeline).flatMap(([name, job]) =>
      isMap(job) && (isList(job["steps"]) || isList(job["script"])) ? [[name, job]] : [],
    );
  const secretsIn = (job: Json): readonly string[] => [
    ...new Set(JSON.stringify(job).match(/MESH_[A-Z_]+/g) ?? []),
  ];

  test("run for pull requests without the secrets of the repository", () => {
    expect(named("mesh-review")["on"]).toHaveProperty("pull_request");
    for (const { pipeline } of PIPELINES) {
      const events = JSON.stringify(pipeline["on"] ?? {});
      expect(events).not.toMatch(/pull_request_target|workflow_run/);
      if (events.includes("pull_request"))
        expect(pipeline["permissions"]).toEqual({ contents: "read" });
    }
  });

  test("give a fork nothing, and a pull request the reader's kubeconfig", () => {
    const review = new Map(jobsOf(named("mesh-review")));
    expect([...review.keys()]).toEqual(["check", "plan"]);
    const [check, plan] = [review.get("check") ?? {}, review.get("plan") ?? {}];
    expect(secretsIn(check)).toEqual([]);
    expect(textAt(check, "runs-on")).toBe("ubuntu-latest");
    expect(secretsIn(plan)).toEqual(["MESH_READER_KUBECONFIG"]);
    expect(textAt(plan, "if")).toBe(
      "github.event.pull_request.head.repo.full_name == github.repository",
    );
    const gitlab = new Map(jobsOf(named("gitlab")));
    expect(secretsIn(gitlab.get("review") ?? {})).toEqual(["MESH_READER_KUBECONFIG"]);
    const isReader = (job: JsonMap): boolean => secretsIn(job).includes("MESH_READER_KUBECONFIG");
    for (const [name, job] of [...review, ...gitlab].filter(([, one]) => isReader(one)))
      for (const text of scriptsIn(job).filter((one) => one.includes("plan.sh")))
        expect(text, name).toContain(
          "plan.sh --read-only --untrusted --contexts cluster1,cluster2",
        );
  });

  test("apply no artifact of a pull request", () => {
    const uses = (job: JsonMap, action: string): boolean =>
      mapsAt(job, "steps").some((step) => (textAt(step, "uses") ?? "").startsWith(action));
    for (const [, job] of jobsOf(named("mesh-review")))
      expect(uses(job, "actions/upload-artifact")).toBe(false);
    const [, review] = jobsOf(named("gitlab")).find(([name]) => name === "review") ?? [];
    expect(JSON.stringify(review?.["artifacts"])).not.toContain("mesh.plan");
  });
});

const hasTools = ["kubectl", "jq"].every((one) => spawnSync("which", [one]).status === 0);

/** kubectl asks for tokens in protobuf, which embedded servers do not speak; the request is the same. */
const KUBECTL = `kubectl() {
  case "$*" in
    *"create token"*)
      command kubectl --context "$context" create --raw \
        /api/v1/namespaces/meshplan/serviceaccounts/meshplan-plan/token -f - \
        <<< '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}' |
        jq -r .status.token ;;
    *) command kubectl "$@" ;;
  esac
}`;

/** As a pipeline would: the reader is made, and plan.sh runs with its kubeconfig alone. */
function toolCases(): void {
  let sandbox: Sandbox;
  let shell: Shell;
  beforeAll(async () => {
    sandbox = await startClusters();
    shell = openShell(sandbox);
    shell.write("plan.sh", script("plan.env").replace(/^#!.*\n/, ""));
  });
  afterAll(async () => {
    shell.remove();
    await sandbox.close();
  });

  test("is the reader, sends get and list alone, and says that there are changes", async () => {
    // Embedded clusters have no istioctl, and rbac asks no cluster whether it is one of them.
    const roles = script("create token meshplan-plan").replace("rbac plan", "rbac plan --outline");
    const made = await shell.sh(`set -eu\n${KUBECTL}\n${roles}`);
    expect(made.code, made.stderr).toBe(0);
    for (const { requests } of sandbox.clusters) requests.splice(0);
    const flags = "--read-only --untrusted --contexts cluster1,cluster2";
    const job = `set -eu\nexport -f meshplan\nKUBECONFIG=reader-kubeconfig bash plan.sh ${flags}\ncat plan.env plan.md`;
    const { code, stdout, stderr } = await shell.sh(job);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("changes=true");
    expect(stdout).toContain("The plan is read-only");
    const asked = sandbox.clusters.flatMap(({ requests }) => requests.splice(0));
    expect(asked.length).toBeGreaterThan(50);
    expect([...new Set(asked.map(({ method }) => method))]).toEqual(["GET"]);
    const refused = await shell.sh("meshplan apply mesh.plan --auto-approve");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("MP0595");
  });

  test("has a kubeconfig with the reader's token and no other credential", async () => {
    const { stdout } = await shell.sh("cat reader-kubeconfig");
    for (const { token } of sandbox.clusters) expect(stdout).not.toContain(token);
    const [config] = parseYaml(stdout) ?? [];
    for (const user of mapsAt(config, "users"))
      expect(Object.keys(isMap(user["user"]) ? user["user"] : {})).toEqual(["token"]);
  });
}

if (hasTools) describe("the job of a pull request on embedded clusters", toolCases);
else
  test("kubectl or jq is not installed here: the job of a pull request was not run", () => {
    expect(hasTools).toBe(false);
  });
