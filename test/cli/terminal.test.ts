import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { openShell, type Shell, startClusters } from "./program.ts";

/** Loaded before the program: its streams say that they are a terminal, so that it asks and draws. */
const TERMINAL = `
for (const stream of [process.stdout, process.stderr])
  Object.assign(stream, { isTTY: true, columns: 100, rows: 40 });
Object.assign(process.stdin, { isTTY: true, setRawMode: () => process.stdin });
`;

let sandbox: Sandbox;
let shell: Shell;
beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
  shell.write("terminal.cjs", TERMINAL);
});
afterAll(async () => {
  shell.remove();
  await sandbox.close();
});

test("DEV=true, which developers set for programs of their own, changes nothing", async () => {
  const { code, stdout, stderr } = await shell.answered(
    "yes\n",
    { DEV: "true", TERM: "xterm", NODE_OPTIONS: "--require ./terminal.cjs" },
    ...["apply", "mesh.yaml"],
  );
  expect(stderr).not.toContain("bug");
  expect(code).toBe(0);
  expect(stdout).toContain('Only "yes" is accepted: ');
  expect(stdout).toMatch(/Apply complete: \d+ written in /);
});
