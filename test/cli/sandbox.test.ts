import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SandboxState } from "../../src/embedded/kube/sandbox-state.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { openShell, PROGRAM, type Shell } from "./program.ts";

let shell: Shell;
beforeAll(() => {
  shell = openShell();
});
afterAll(() => {
  shell.remove();
});

const MESHPLAN = [process.execPath, PROGRAM];

test("sandbox runs a command with its own KUBECONFIG and returns its exit code", async () => {
  const before = readFileSync(shell.path("kubeconfig"), "utf8");
  const { code, stdout } = await shell.process(
    ...["sandbox", "mesh.yaml", "--", "/bin/sh", "-c", 'echo "$KUBECONFIG"; exit 7'],
  );
  expect(code).toBe(7);
  expect(stdout.trim()).not.toBe(shell.path("kubeconfig"));
  expect(existsSync(stdout.trim())).toBe(false);
  expect(readFileSync(shell.path("kubeconfig"), "utf8")).toBe(before);
});

test("sandbox takes mesh.yaml where only a command is given", async () => {
  const command = ["sandbox", "--", ...MESHPLAN, "plan", "--detailed-exitcode"];
  expect((await shell.process(...command)).code).toBe(2);
});

test("sandbox --seed brings the root that the file says is there, and keeps it with --state", async () => {
  const example = new URL("../../examples/multi-primary-multi-network/mesh.yaml", import.meta.url);
  shell.write("primaries.yaml", readFileSync(example, "utf8"));
  const inside = async (flags: readonly string[], ...args: readonly string[]) =>
    await shell.process(
      ...["sandbox", "primaries.yaml", "--state", "seeded.json", ...flags],
      ...["--", ...MESHPLAN, ...args],
    );
  const bare = await inside([], "plan", "primaries.yaml");
  expect(bare.code).toBe(1);
  expect(bare.stderr).toContain("MP0514");
  const applied = await inside(["--seed"], "apply", "primaries.yaml", "--auto-approve");
  expect(applied.code).toBe(0);
  expect(applied.stderr).toContain("  cluster1: Secret istio-system/cacerts\n");
  const again = await inside(["--seed"], "plan", "primaries.yaml", "--detailed-exitcode");
  expect(again).toMatchObject({ code: 0, stderr: "" });
});

test("sandbox keeps its objects in the file of --state, for its owner only", async () => {
  const inside = async (...args: readonly string[]) =>
    await shell.process(
      "sandbox",
      "mesh.yaml",
      "--state",
      "state.json",
      "--",
      ...MESHPLAN,
      ...args,
    );
  const applied = await inside("apply", "--auto-approve");
  expect(applied).toMatchObject({ code: 0 });
  expect(statSync(shell.path("state.json")).mode & 0o777).toBe(0o600);
  const { stdout } = await inside("plan", "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({ summary: { add: 0 } });
});

test("sandbox keeps what its state has of clusters that the file does not name", async () => {
  shell.write("one.yaml", SEED.slice(0, SEED.indexOf("  cluster2:")));
  const clusters = (): readonly { readonly name: string }[] =>
    (JSON.parse(readFileSync(shell.path("both.json"), "utf8")) as SandboxState).clusters;
  const run = (file: string) =>
    shell.process("sandbox", file, "--state", "both.json", "--", "/bin/true");
  expect(await run("mesh.yaml")).toMatchObject({ code: 0 });
  const before = clusters().find(({ name }) => name === "cluster2");
  expect(before).toBeDefined();
  expect(await run("one.yaml")).toMatchObject({ code: 0 });
  expect(clusters().map(({ name }) => name)).toEqual(["cluster1", "cluster2"]);
  expect(clusters()[1]).toEqual(before);
});

test("an ambient mesh gets its Gateway API from the program itself", async () => {
  const mesh = [
    "apiVersion: meshplan/v1",
    "mesh: mesh1",
    "mode: ambient",
    "istio: { version: 1.31.1 }",
    "trust: { root: generated, key: root.pem }",
    "clusters: { cluster1: { network: network1 }, cluster2: { network: network2 } }",
  ];
  shell.write("ambient.yaml", `${mesh.join("\n")}\n`);
  const apply = ["apply", "ambient.yaml", "--auto-approve"];
  const applied = await shell.process("sandbox", "ambient.yaml", "--", ...MESHPLAN, ...apply);
  expect(applied).toMatchObject({ code: 0 });
  expect(applied.stdout).toContain("cluster1/gateway-api");
});

test("sandbox says what is wrong with its command, its state or its file", async () => {
  const missing = await shell.process("sandbox", "mesh.yaml", "--", "/nowhere/kubectl");
  expect(missing).toMatchObject({ code: 1, stdout: "" });
  expect(missing.stderr).toContain("MP9010");
  shell.write("not-a-state", "{}");
  const state = await shell.process("sandbox", "--state", "not-a-state", "--", "/bin/true");
  expect(state.code).toBe(1);
  expect(state.stderr).toContain("MP9009");
  const file = await shell.process("sandbox", "nothing.yaml", "--", "/bin/true");
  expect(file.code).toBe(1);
  expect(file.stderr).toContain("MP9001");
});

test.each([
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)(
  "%s ends the command of sandbox too, and its objects are kept: %i",
  async (signal, expected) => {
    const state = `${signal}.json`;
    const script = 'echo "$KUBECONFIG"; echo "pid=$$"; echo ready; exec /bin/sleep 600';
    const running = shell.start("sandbox", "--state", state, "--", "/bin/sh", "-c", script);
    await running.printed("ready");
    running.interrupt(signal);
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: expected, stderr: "" });
    expect(existsSync(stdout.split("\n")[0] ?? "")).toBe(false);
    const pid = Number(/pid=(\d+)/.exec(stdout)?.[1]);
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    expect(JSON.parse(readFileSync(shell.path(state), "utf8"))).toMatchObject({ version: 1 });
  },
);

test.each(["SIGINT", "SIGTERM"] as const)("demo puts its clusters away at %s", async (signal) => {
  const folders = (): readonly string[] =>
    readdirSync(shell.folder).filter((name) => name.startsWith("meshplan-sandbox-"));
  const running = shell.start("demo");
  await running.printed("meshplan apply mesh.yaml --auto-approve");
  expect(folders()).toHaveLength(1);
  running.interrupt(signal);
  const { code, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({
    code: 130,
    stderr: "Interrupted. The embedded clusters are gone.\n",
  });
  expect(folders()).toEqual([]);
});

test("sandbox says of a command that was killed what a shell says", async () => {
  const killed = await shell.process("sandbox", "--", "/bin/sh", "-c", "kill -9 $$");
  expect(killed).toMatchObject({ code: 137, stderr: "" });
});

test("sandbox does not advise to remove a folder that is no state", async () => {
  const { code, stderr } = await shell.process("sandbox", "--state", ".", "--", "/bin/true");
  expect(code).toBe(1);
  expect(stderr).toContain("MP9003");
  expect(stderr).toContain("--state sandbox.json");
  expect(stderr).not.toContain("remove");
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "sandbox alone stays until %s",
  async (signal) => {
    const running = shell.start("sandbox");
    await running.printed("export KUBECONFIG=");
    running.interrupt(signal);
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    const path = /KUBECONFIG=(.*)/.exec(stdout)?.[1] ?? "";
    expect(existsSync(path)).toBe(false);
  },
);

test("demo tells the seed's story, and every check of it holds", async () => {
  const { code, stdout, stderr } = await shell.process("demo");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/demo: (\d+) of \1 checks hold\n$/);
  expect(stdout).not.toContain("\u001b");
});
