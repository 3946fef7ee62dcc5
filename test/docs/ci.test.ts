import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const GUIDE = readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8");
const folder = mkdtempSync(join(tmpdir(), "meshplan-ci-test-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The first block of bash that holds `text`. */
function script(text: string): string {
  const blocks = [...GUIDE.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  const found = blocks.find((block) => block.includes(text));
  if (found === undefined) throw new Error(`docs/ci.md has no script with ${text}`);
  return found;
}

test.each([
  ["no backticks", "Plan: 1 to add\n", 2, "```"],
  ["a fence of its own", "x\n```\n# No changes\n```\n", 2, "``````"],
  ["longer rows in a line", "a ````` b ```` c\n", 0, "````````"],
])("plan.sh makes Markdown that a plan with %s cannot leave", (_, plan, exit, fence) => {
  writeFileSync(join(folder, "printed"), plan);
  const stub = `meshplan() { cat printed; return ${String(exit)}; }\n`;
  writeFileSync(join(folder, "plan.sh"), stub + script("plan.txt"));
  const run = spawnSync("bash", ["plan.sh"], { cwd: folder, encoding: "utf8" });
  expect(run.stderr).toBe("");
  expect(run.status).toBe(0);
  expect(readFileSync(join(folder, "plan.md"), "utf8")).toBe(`${fence}\n${plan}${fence}\n`);
  expect(readFileSync(join(folder, "plan.env"), "utf8")).toBe(`changes=${String(exit === 2)}\n`);
});
