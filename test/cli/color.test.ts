import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ColorWhen, colorIn, isPainted } from "../../src/cli/color.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { openShell, type Shell, startClusters } from "./program.ts";

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

type Env = Readonly<Record<string, string>>;

test.each<[when: ColorWhen, env: Env, onTerminal: boolean, elsewhere: boolean]>([
  ["auto", {}, true, false],
  ["auto", { NO_COLOR: "1" }, false, false],
  ["auto", { NO_COLOR: "" }, true, false],
  ["auto", { FORCE_COLOR: "1" }, true, true],
  ["auto", { FORCE_COLOR: "0" }, false, false],
  ["auto", { FORCE_COLOR: "false" }, false, false],
  ["auto", { FORCE_COLOR: "" }, true, false],
  ["auto", { CLICOLOR_FORCE: "1", TERM: "dumb" }, true, true],
  ["auto", { CLICOLOR_FORCE: "0" }, false, false],
  ["auto", { NO_COLOR: "1", FORCE_COLOR: "1" }, false, false],
  ["auto", { TERM: "dumb" }, false, false],
  ["always", { NO_COLOR: "1", TERM: "dumb" }, true, true],
  ["never", { FORCE_COLOR: "1" }, false, false],
])("--color %s with %o: %s on a terminal, %s elsewhere", (when, env, onTerminal, elsewhere) => {
  expect(isPainted(when, env, true)).toBe(onTerminal);
  expect(isPainted(when, env, false)).toBe(elsewhere);
});

test.each<[line: string, when: ColorWhen]>([
  ["plan", "auto"],
  ["plan --no-color", "never"],
  ["plan --color always", "always"],
  ["plan --color=never", "never"],
  ["plan --no-color --color always", "always"],
  ["plan --color sometimes", "auto"],
  ["plan --color", "auto"],
])("an error of `meshplan %s` is painted: %s", (line, when) => {
  expect(colorIn(line.split(" "))).toBe(when);
});

describe("a plan", () => {
  test("has colours in a pipe where they are asked for, and nothing else then", async () => {
    const plain = (await shell.sh("NO_COLOR=1 FORCE_COLOR=1 meshplan plan; meshplan plan")).stdout;
    expect(plain).not.toContain("\u001b");
    const [first] = plain.split("\nnext:");
    for (const line of ["FORCE_COLOR=1 meshplan plan", "NO_COLOR=1 meshplan plan --color always"]) {
      const { stdout } = await shell.sh(line);
      expect(stdout).toContain("\u001b[32m");
      expect(stdout.replaceAll(/\u001b\[\d+m/g, "")).toContain(first ?? "none");
    }
  });

  test("is as wide as COLUMNS says", async () => {
    const widths: number[] = [];
    for (const COLUMNS of ["60", "100", "140"]) {
      const { stdout } = await shell.fedWith("", { COLUMNS }, "plan");
      widths.push(Math.max(...stdout.split("\n").map(({ length }) => length)));
    }
    const [narrow = 0, usual = 0, wide = 0] = widths;
    expect([narrow < usual, usual <= 100, usual < wide, wide <= 140]).toEqual(Array(4).fill(true));
  });
});
