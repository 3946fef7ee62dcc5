import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Ended, openShell, PROGRAM, type Shell } from "../cli/program.ts";

const ROOT = new URL("../../", import.meta.url);
const SCRIPT = fileURLToPath(new URL("action/run.sh", ROOT));

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly {
      readonly run: string;
      readonly env: Readonly<Record<string, string>>;
    }[];
  };
}

describe("action.yml", () => {
  const action = parse(readFileSync(new URL("action.yml", ROOT), "utf8")) as Action;
  const [step] = action.runs.steps;

  test("hands every input to the script, and none of them to a shell", () => {
    const given = Object.values(step?.env ?? {}).join("\n");
    for (const name of Object.keys(action.inputs))
      expect(given).toContain(`\${{ inputs.${name} }}`);
    expect(action.runs.steps.map(({ run }) => run).join("\n")).not.toContain("${{");
  });

  test("has a line of the script for each output", () => {
    const script = readFileSync(SCRIPT, "utf8");
    for (const name of Object.keys(action.outputs)) expect(script).toContain(`${name}=`);
    for (const name of Object.keys(step?.env ?? {}))
      if (name !== "RUN") expect(script).toMatch(new RegExp(`\\$\\{?${name}\\b`));
  });
});

describe("its script on embedded clusters", () => {
  let shell: Shell;
  beforeAll(() => {
    shell = openShell();
    mkdirSync(shell.path("bin"));
    // No forge is here: what comment is asked is kept.
    shell.write(
      "bin/meshplan",
      `#!/usr/bin/env bash
if [ "$1" = comment ]; then echo "$*" >> "${shell.path("comments")}"; exit "\${COMMENT_ENDS:-0}"; fi
exec "${process.execPath}" "${PROGRAM}" "$@"
`,
    );
    chmodSync(shell.path("bin/meshplan"), 0o755);
  });
  afterAll(() => {
    shell.remove();
  });

  const textOf = (name: string): string =>
    existsSync(shell.path(name)) ? readFileSync(shell.path(name), "utf8") : "";

  async function inMode(mode: string, inputs: Readonly<Record<string, string>>): Promise<Ended> {
    for (const name of ["output", "summary", "comments"]) shell.write(name, "");
    const variables = {
      MODE: mode,
      FILE: "mesh.yaml",
      PLAN: "mesh.plan",
      RUNNER_TEMP: shell.folder,
      GITHUB_OUTPUT: shell.path("output"),
      GITHUB_STEP_SUMMARY: shell.path("summary"),
      PATH: `${shell.path("bin")}:${process.env["PATH"] ?? ""}`,
      ...inputs,
    };
    const given = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const around = ["sandbox", "mesh.yaml", "--state", "state.json", "--"];
    return await shell.process(...around, "env", ...given, "bash", SCRIPT);
  }

  const CLUSTERS = { CONTEXTS: "cluster1,cluster2" };

  test("reviews without a cluster, and fails at the line of a mistake", async () => {
    const right = await inMode("review", {});
    expect(right).toMatchObject({ code: 0 });
    expect(textOf("summary")).toMatch(/^```mermaid\nflowchart LR\n[^`]*```\n$/);
    shell.write("wrong.yaml", textOf("mesh.yaml").replace("mesh: mesh1", "mesh: Mesh1"));
    const wrong = await inMode("review", { FILE: "wrong.yaml" });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(/^::error file=wrong\.yaml,line=\d+,/m);
  });

  test("plans, applies what was planned, and finds nothing to do then", async () => {
    const token = { ...CLUSTERS, GITHUB_TOKEN: "t", PAGE: "plan.html" };
    const review = await inMode("plan", token);
    expect(review).toMatchObject({ code: 0 });
    expect(textOf("output")).toMatch(/^changes=true\ndigest=sha256:[0-9a-f]{64}\n$/);
    expect(textOf("summary")).toContain("### meshplan: `mesh1`");
    expect(textOf("comments")).toBe("comment mesh.plan\n");
    expect(textOf("plan.html")).toContain("<!doctype html>");

    expect(await inMode("prepare", CLUSTERS)).toMatchObject({ code: 0 });
    const digest = /^digest=(.*)$/m.exec(textOf("output"))?.[1] ?? "";
    expect(textOf("comments")).toBe("");
    const applied = await inMode("apply", {
      ...CLUSTERS,
      EXPECT_DIGEST: digest,
      GITHUB_TOKEN: "t",
    });
    expect(applied.code).toBe(0);
    expect(textOf("comments")).toMatch(/^comment mesh\.plan --events \S+events\.jsonl\n$/);

    expect(await inMode("prepare", CLUSTERS)).toMatchObject({ code: 0 });
    expect(textOf("output")).toMatch(/^changes=false\n/);
  });

  test("ends with the code of what refused", async () => {
    const unasked = await inMode("apply", {
      ...CLUSTERS,
      // A comment that cannot be written hides no failure.
      GITHUB_TOKEN: "t",
      COMMENT_ENDS: "1",
      EXPECT_DIGEST: `sha256:${"0".repeat(64)}`,
    });
    expect(unasked.code).toBe(4);
    expect(textOf("comments")).toContain("--events");
    expect(await inMode("plan", {})).toMatchObject({ code: 64 });
    expect(await inMode("destroy", CLUSTERS)).toMatchObject({ code: 64 });
  });

  test("leaves no kubeconfig behind", async () => {
    const { code } = await inMode("plan", {
      ...CLUSTERS,
      KUBECONFIG_TEXT: "apiVersion: v1\nkind: Config\n",
    });
    expect(code).toBe(1);
    const { stdout } = await shell.sh("ls -d meshplan-* 2>/dev/null || true");
    expect(stdout).toBe("");
  });
});

test("the script is one of bash, and fails where a command fails", () => {
  expect(readFileSync(SCRIPT, "utf8")).toContain("set -euo pipefail\n");
});
