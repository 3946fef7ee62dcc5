import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { openShell, type Shell, startClusters, writesOf } from "./program.ts";

let sandbox: Sandbox;
let shell: Shell;

beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
  expect(await shell.meshplan("plan", "--out", "mesh.plan")).toMatchObject({ code: 0 });
});
afterAll(async () => {
  shell.remove();
  await sandbox.close();
});

/** The plan of two empty clusters makes a root: its risk is trust. */
describe("--fail-on", () => {
  test.each([
    ["plan --fail-on trust", 7],
    ["plan --fail-on access --detailed-exitcode", 7],
    ["plan --fail-on destructive --detailed-exitcode", 2],
    ["plan --fail-on destructive", 0],
    ["show mesh.plan --fail-on restart --format markdown", 7],
    ["show mesh.plan --fail-on destructive", 0],
    ["plan --fail-on none", 64],
  ])("%s exits %i, and the plan is printed", async (line, wanted) => {
    const { code, stdout } = await shell.meshplan(...line.split(" "));
    expect(code).toBe(wanted);
    if (wanted !== 64) expect(stdout).toContain("75 to add");
  });

  test.each([
    ["a mesh file", "apply --auto-approve --fail-on traffic"],
    ["a saved plan", "apply mesh.plan --fail-on traffic"],
  ])("ends an apply of %s before any write", async (_, line) => {
    writesOf(sandbox);
    const { code, stderr } = await shell.meshplan(...line.split(" "), "--events", "events");
    expect(code).toBe(7);
    expect(stderr).toContain("The risk of the plan is trust, because of cluster1/control-plane");
    expect(stderr).toContain("Nothing was written.");
    expect(writesOf(sandbox)).toEqual([]);
    expect((await shell.sh("cat events")).stdout).toContain('"outcome":"failed"');
  });

  test("the risks are said again right before the question", async () => {
    const asked = shell.terminal("stty cols 100 rows 40; meshplan apply --accessible");
    await asked.printed('Only "yes" is accepted: ');
    asked.type("no\r");
    const stdout = (await asked.ended).stdout.replaceAll(/\u001b\[\d*[mK]/g, "");
    expect(stdout).not.toContain("\u240a");
    const end = stdout.slice(stdout.lastIndexOf("digest sha256:"));
    expect(end).toMatch(
      /Risks of this plan\r?\n +manifests .*credentials .*trust .*Apply exactly this plan\?/s,
    );
  });

  test("is about what is done: a mesh without changes has none", async () => {
    expect(await shell.meshplan("apply", "mesh.plan", "--fail-on", "destructive")).toMatchObject({
      code: 0,
    });
    expect(await shell.meshplan("plan", "--fail-on", "restart")).toMatchObject({ code: 0 });
    const again = ["apply", "--auto-approve", "--fail-on", "restart"];
    expect(await shell.meshplan(...again)).toMatchObject({ code: 0 });
  });
});
