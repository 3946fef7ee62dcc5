import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { run } from "../../src/cli/program.ts";
import { encodePlan } from "../../src/planner/plan-file.ts";
import { MADE } from "../engine/saved.ts";
import { planned } from "../planner/planned.ts";

const GUIDE = readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8");
const folder = mkdtempSync(join(tmpdir(), "meshplan-ci-test-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const BLOCK = /^(?<fence>`{3,})(?<language>[a-z]+)\n(?<text>.*?)^\k<fence>$/gms;

/** Blocks of one language. */
function blocks(language: string): readonly string[] {
  return [...GUIDE.matchAll(BLOCK)].flatMap(({ groups }) =>
    groups?.["language"] === language ? [groups["text"] ?? ""] : [],
  );
}

/** The first block of a language that holds `text`. */
function script(text: string, language = "bash"): string {
  const found = blocks(language).find((block) => block.includes(text));
  if (found === undefined) throw new Error(`docs/ci.md has no script with ${text}`);
  return found;
}

test.each([
  [0, "changes=false"],
  [2, "changes=true"],
])("plan.sh keeps a plan of code %i as text and as Markdown", (exit, env) => {
  const stub = `meshplan() { if [ "$1" = show ]; then echo "### $*"; else echo Plan; return ${String(exit)}; fi; }\n`;
  writeFileSync(join(folder, "plan.sh"), stub + script("plan.txt"));
  const run = spawnSync("bash", ["plan.sh"], { cwd: folder, encoding: "utf8" });
  expect(run).toMatchObject({ stderr: "", status: 0, stdout: "Plan\n" });
  expect(readFileSync(join(folder, "plan.md"), "utf8")).toBe(
    "### show mesh.plan --format markdown\n",
  );
  expect(readFileSync(join(folder, "plan.env"), "utf8")).toBe(`${env}\n`);
});

test.each([1, 7])("plan.sh ends with code %i", (exit) => {
  writeFileSync(
    join(folder, "plan.sh"),
    `meshplan() { return ${String(exit)}; }\n${script("plan.txt")}`,
  );
  expect(spawnSync("bash", ["plan.sh"], { cwd: folder }).status).toBe(exit);
});

test("every pipeline is YAML, and every script is one of bash", () => {
  const yaml = blocks("yaml").flatMap((block) => parseAllDocuments(block));
  expect(yaml.flatMap(({ errors }) => errors)).toEqual([]);
  expect(yaml.length).toBeGreaterThan(2);
  for (const input of blocks("bash")) {
    const { status, stderr } = spawnSync("bash", ["-n"], { input, encoding: "utf8" });
    expect({ status, stderr, input }).toEqual({ status: 0, stderr: "", input });
  }
});

describe("each command of meshplan on the page", () => {
  const commands = new Map<string, Set<string>>();
  for (const [, line = ""] of GUIDE.matchAll(/(?:^[ -]*|[(`])meshplan ([a-z][^`\n|]*)/gm)) {
    const [name = "", ...words] = line.split(/\s+/);
    const flags = commands.get(name) ?? new Set();
    for (const word of words) if (/^--[a-z]/.test(word)) flags.add(word.replace(/[^a-z-].*/, ""));
    commands.set(name, flags);
  }
  const known = [...commands].filter(([, flags]) => flags.size > 0);

  test.each(known)("%s has the flags that are written", async (name, flags) => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    await run([name, "--help"]);
    const help = write.mock.calls.map(([text]) => String(text)).join("");
    write.mockRestore();
    for (const flag of flags) expect(help).toMatch(new RegExp(`${flag}\\b`));
  });

  test("is a command that there is", () => {
    expect([...commands.keys()].sort()).toEqual(expect.arrayContaining(["apply", "plan", "show"]));
  });
});

test("anybody can compute the digest", () => {
  const plan = planned();
  const file = join(folder, "mesh.plan");
  writeFileSync(file, encodePlan(plan, MADE));
  const input = script("canonicalize", "js");
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "-", file],
    // Where the package is found.
    { cwd: new URL("../../", import.meta.url), input, encoding: "utf8" },
  );
  expect({ stdout, stderr }).toEqual({ stdout: `${plan.digest}\n`, stderr: "" });
});

test("the audit log tells the requests of one plan", () => {
  const events = ["sha256:1", "sha256:12"].map((digest) =>
    JSON.stringify({ kind: "Event", userAgent: `meshplan/0.1.0 (plan ${digest})` }),
  );
  writeFileSync(join(folder, "audit.log"), `${events.join("\n")}\n`);
  const input = `digest=sha256:1\n${script("audit.log")}`;
  const { stdout } = spawnSync("bash", [], { cwd: folder, input, encoding: "utf8" });
  expect(stdout).toBe(`${events[0] ?? ""}\n`);
});
