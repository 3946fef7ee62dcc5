import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "meshplan-package-"));
const prefix = join(folder, "prefix");
const installed = join(prefix, "lib/node_modules/meshplan");
let said = "";
let shipped: ReadonlySet<string> = new Set();

beforeAll(() => {
  // Other tests run dist/ meanwhile, so it is packed as it is: without `prepack`, which builds it anew.
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  execFileSync("npm", pack, { cwd: ROOT, env: alone(), stdio: "pipe" });
  const [tarball = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  const install = ["install", "--global", "--offline", "--prefix", prefix, join(folder, tarball)];
  const { status, stderr } = spawnSync("npm", install, {
    cwd: folder,
    env: alone(),
    encoding: "utf8",
  });
  said = stderr;
  expect(status, stderr).toBe(0);
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
  shipped = new Set(files.filter((name) => statSync(join(installed, name)).isFile()));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** npm with a cache and settings of its own. */
function alone(): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return {
    PATH,
    HOME: folder,
    npm_config_cache: join(folder, "cache"),
    npm_config_update_notifier: "false",
  };
}

const text = (name: string): string => readFileSync(join(installed, name), "utf8");
const exists = (name: string): boolean =>
  shipped.has(name) || [...shipped].some((one) => one.startsWith(`${name.replace(/\/$/, "")}/`));

test("the packed command installs without a warning and runs", () => {
  expect(said).not.toMatch(/warn/i);
  const { version } = JSON.parse(text("package.json")) as { readonly version: string };
  const command = join(prefix, "bin/meshplan");
  expect(execFileSync(command, ["--version"], { encoding: "utf8" }).trim()).toBe(version);
});

test("every link of a page that is shipped leads to a file that is shipped", () => {
  const links = [...shipped]
    .filter((name) => name.endsWith(".md"))
    .flatMap((page) =>
      [...text(page).matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(([, target = ""]) => ({
        page,
        target: normalize(join(dirname(page), target)),
      })),
    );
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter(({ target }) => !exists(target))).toEqual([]);
});

test("every file that the program names is shipped", () => {
  const named = [...shipped]
    .filter((name) => /^dist\/.*js$/.test(name))
    .flatMap((chunk) =>
      [
        ...text(chunk).matchAll(
          /(?<![\w./-])(?:docs|examples|schema)\/[\w/-]+\.(?:md|json|yaml|txt)\b/g,
        ),
      ].map(([path]) => path),
    );
  expect(named).toContain("docs/delivery.md");
  expect([...new Set(named)].filter((path) => !exists(path))).toEqual([]);
});
