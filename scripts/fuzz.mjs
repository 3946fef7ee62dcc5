// npm run fuzz -- --minutes N [--only NAME] [--seed S]: searches for inputs on which meshplan breaks its laws.
//
// Each target is a test file that `npm test` runs too, with a few tries. Here it gets time instead (test/fuzz/fuzzing.ts): what it
// tries is seeded, a find is printed shrunk with its seed, and `--only NAME --seed S` finds it again.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measureCosts } from "./fuzz-costs.mjs";
import { TARGETS } from "./fuzz-targets.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    only: { type: "string" },
    seed: { type: "string" },
  },
});
const names = values.only === undefined ? Object.keys(TARGETS) : values.only.split(",");
const unknown = names.filter((name) => !(name in TARGETS));
const minutes = Number(values.minutes);
if (unknown.length > 0 || !(minutes > 0)) {
  console.error(`usage: npm run fuzz -- [--minutes N] [--only NAME,…] [--seed S]`);
  console.error(`targets: ${Object.keys(TARGETS).join(", ")}`);
  process.exit(64);
}
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31));
const seconds = Math.max(1, Math.round((minutes * 60) / names.length));
console.log(`fuzz: ${names.length} targets, ${seconds} s each, seed ${seed}`);
const failed = names.filter((name) => !search(name));
const costly = values.only === undefined ? await measureCosts(root) : [];
for (const name of failed)
  console.log(
    `fuzz: ${name} found something; again with: npm run fuzz -- --only ${name} --seed ${seed}`,
  );
process.exitCode = failed.length + costly.length > 0 ? 1 : 0;

/** True where nothing was found. */
function search(name) {
  const folder = mkdtempSync(join(tmpdir(), "meshplan-fuzz-"));
  const report = join(folder, "report");
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, "node_modules/vitest/vitest.mjs"), "run", TARGETS[name], "--reporter=dot"],
    {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        MESHPLAN_FUZZ_SECONDS: String(seconds),
        MESHPLAN_FUZZ_SEED: seed,
        MESHPLAN_FUZZ_REPORT: report,
      },
    },
  );
  if (status !== 0) process.stdout.write(stdout);
  console.log(`fuzz: ${name}: ${status === 0 ? "held" : "BROKEN"}${figuresOf(report)}`);
  rmSync(folder, { recursive: true, force: true });
  return status === 0;
}

/** Tries, how they ended, and the most memory of the process that ran them. */
function figuresOf(report) {
  try {
    const { tries, memory, ends } = JSON.parse(readFileSync(report, "utf8"));
    const listed = Object.entries(ends).map(([end, count]) => `${end} ${count}`);
    return `, ${tries} tries, ${memory} MB (${listed.join(", ")})`;
  } catch {
    return "";
  }
}
