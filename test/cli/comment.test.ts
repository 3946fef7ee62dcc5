import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { standIn } from "../adapters/forges/stand-in.ts";
import { markdownComplaints } from "../report/markdown/parsed.ts";
import { openShell, type Shell, startClusters } from "./program.ts";

const TOKEN = "ghs_abcdefghijklmnopqrstuvwxyz0123456789";

describe.each(["github", "gitlab"] as const)("from the plan to the apply on %s", (forge) => {
  let service: Awaited<ReturnType<typeof standIn>>;
  let job: string;
  let sandbox: Sandbox;
  let shell: Shell;
  beforeAll(async () => {
    sandbox = await startClusters();
    shell = openShell(sandbox);
    service = await standIn(forge, TOKEN);
    job =
      forge === "github"
        ? `export GITHUB_ACTIONS=true GITHUB_API_URL=${service.api} GITHUB_REPOSITORY=org/mesh GITHUB_REF=refs/pull/7/merge GITHUB_TOKEN=${TOKEN} GITHUB_STEP_SUMMARY=summary`
        : `export GITLAB_CI=true CI_API_V4_URL=${service.api} CI_PROJECT_ID=org/mesh CI_MERGE_REQUEST_IID=7 GITLAB_TOKEN=${TOKEN}`;
    shell.write("summary", "");
  });
  afterAll(async () => {
    shell.remove();
    await Promise.all([service.close(), sandbox.close()]);
  });
  beforeEach(() => {
    service.seen.splice(0);
  });
  const sh = (line: string) => shell.sh(`${job}\n${line}`);

  test("the plan is one comment, however often the job runs", async () => {
    expect(await sh("meshplan plan --out mesh.plan > plan.txt")).toMatchObject({ code: 0 });
    for (const what of ["written", "updated"])
      expect(await sh("meshplan comment mesh.plan")).toEqual({
        code: 0,
        stdout: `The comment on org/mesh 7 is ${what}.\n`,
        stderr: "",
      });
    expect(service.kept).toHaveLength(1);
    expect(service.kept[0]?.body).toContain("**Plan: ");
  });

  test("what has no room is in the summary of the job", async () => {
    expect(await sh("meshplan comment mesh.plan --max-bytes 4000")).toMatchObject({ code: 0 });
    expect(service.kept[0]?.body.length).toBeLessThanOrEqual(4_000);
    const summary = readFileSync(shell.path("summary"), "utf8");
    expect(summary.includes("### meshplan: `mesh1`")).toBe(forge === "github");
  });

  test("the apply is in the same comment", async () => {
    const applied = await sh("meshplan apply mesh.plan --format markdown --events events");
    expect(applied.code).toBe(0);
    expect(applied.stdout).toMatch(/^\*\*Apply complete: /);
    expect(markdownComplaints(applied.stdout, 0)).toEqual([]);
    expect(applied.stderr).toContain("cluster1/namespace: done in");
    expect(await sh("meshplan apply mesh.plan --format markdown")).toMatchObject({
      code: 4,
      stdout: "**Nothing was written.** The apply is stale.\n",
    });
    expect(await sh("meshplan comment mesh.plan --events events")).toMatchObject({ code: 0 });
    expect(service.kept).toHaveLength(1);
    expect(service.kept[0]?.body).toContain("**Apply complete:");
  });

  test("a refusal names what was refused, and not the token that the service repeats", async () => {
    const wrong = TOKEN.replace("ghs", "bad");
    const { code, stderr } = await sh(
      `${job.replaceAll(TOKEN, wrong)}\nmeshplan comment mesh.plan --author mesh-bot`,
    );
    expect(code).toBe(1);
    expect(stderr).toContain("MP9330");
    expect(stderr).toContain("(sensitive)");
    expect(stderr).not.toContain(wrong);
  });

  test.each([
    ["without a token", "unset GITHUB_TOKEN GITLAB_TOKEN; meshplan comment mesh.plan"],
    ["to a host in the clear", "meshplan comment mesh.plan --api http://forge.example"],
    ["with a path for a repository", "meshplan comment mesh.plan --repository ../../user"],
    ["of a mesh file", "meshplan comment mesh.yaml"],
    ["with events that are none", "meshplan comment mesh.plan --events mesh.yaml"],
  ])("%s it is a wrong command line, and nothing is sent", async (_, line) => {
    expect(await sh(line)).toMatchObject({ code: 64 });
    expect(service.seen).toEqual([]);
  });
});
