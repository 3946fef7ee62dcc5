import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { openShell, type Shell, startClusters } from "../cli/program.ts";
import { at } from "../embedded/kube/client.ts";

const page = readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8");
const [, RUNBOOK = ""] = /^```bash runbook\n(.*?)^```$/ms.exec(page) ?? [];
const isInstalled = spawnSync("kubectl", ["version", "--client"]).status === 0;

const SLOW = { timeout: 120_000 };

/** The commands of the page as they stand there, with the real kubectl. */
function toolCases(): void {
  let sandbox: Sandbox;
  let shell: Shell;
  beforeAll(async () => {
    sandbox = await startClusters();
    shell = openShell(sandbox);
  });
  afterAll(async () => {
    shell.remove();
    await sandbox.close();
  });

  const readerToken = (): string => {
    const secrets = sandbox.cluster("cluster2").embedded.store.list("secrets", "istio-system");
    const found = secrets.find(({ metadata }) => metadata.name.startsWith("istio-reader"));
    const token = at(found, "data", "token");
    if (typeof token !== "string") throw new Error("internal: cluster2 has no reader token");
    return Buffer.from(token, "base64").toString("utf8");
  };
  const isAccepted = (token: string): boolean =>
    sandbox.cluster("cluster2").embedded.tokens.callerOf(token) !== undefined;

  // Four commands of meshplan one after the other: more than the time of one test where others use the machine.
  test(
    "ends the token, gives istiod another one, and leaves a mesh without changes",
    SLOW,
    async () => {
      const made = await shell.meshplan("apply", "mesh.yaml", "--auto-approve");
      expect(made.code, made.stderr).toBe(0);
      const leaked = readerToken();
      expect(isAccepted(leaked)).toBe(true);
      const { code, stdout, stderr } = await shell.sh(`set -eu\n${RUNBOOK}`);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      // The account, its token, and the remote secret of the one primary that reads cluster2.
      expect(stdout).toContain("Plan: 2 to add, 1 to change, 0 to destroy across 2 clusters.");
      expect(isAccepted(leaked)).toBe(false);
      expect(isAccepted(readerToken())).toBe(true);
      const after = await shell.meshplan("plan", "mesh.yaml", "--detailed-exitcode");
      expect({ code: after.code, stdout: after.stdout }).toMatchObject({ code: 0 });
    },
  );
}

if (isInstalled) describe("the runbook for a leaked reader token", toolCases);
else
  test("kubectl is not installed here: the runbook for a leaked reader token was not run", () => {
    expect(isInstalled).toBe(false);
  });
