import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import xterm from "@xterm/headless";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiRequest } from "../../src/embedded/kube/request.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { openShell, type Shell, startClusters } from "../cli/program.ts";

const PAGES = ["README.md", "README.zh-CN.md"] as const;
const pathOf = (page: string): string => fileURLToPath(new URL(`../../${page}`, import.meta.url));
const textOf = (page: string): string => readFileSync(pathOf(page), "utf8");

/** The screens of the pages, by the word behind `console`. */
type Name = "plan" | "writing" | "waiting" | "done";
const captured = new Map<Name, string>();

const SLOW = 180_000;
let sandbox: Sandbox;
let shell: Shell;

beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
  const [, file = ""] = /^```yaml\n(.*?)^```$/ms.exec(textOf("README.md")) ?? [];
  shell.write("mesh.yaml", file);
  captured.set("plan", await planScreen());
  for (const [name, screen] of await applyScreens()) captured.set(name, screen);
}, SLOW);
afterAll(async () => {
  shell.remove();
  await sandbox.close();
});

async function planScreen(): Promise<string> {
  const { code, stdout, stderr } = await shell.process("plan", "--out", "mesh.plan");
  expect(code, stderr).toBe(0);
  return `$ meshplan plan --out mesh.plan\n${withoutObjectsOf(["control-plane", "gateway"], stdout)}`;
}

/** The rows of objects under these actions become one row of dots. */
function withoutObjectsOf(labels: readonly string[], text: string): string {
  let isCut = false;
  return text
    .split("\n")
    .flatMap((line) => {
      const [, label] = /^ {2}\S {2}(\S+)/.exec(line) ?? [];
      const wasCut = isCut;
      if (label !== undefined) isCut = labels.includes(label);
      else if (!line.startsWith("     ")) isCut = false;
      if (label !== undefined && isCut) return [line, "     ..."];
      return wasCut && isCut ? [] : [line];
    })
    .join("\n");
}

/** A moment in which requests of a kind are held, until somebody lets them go. */
function gate(when: (request: ApiRequest) => boolean) {
  let open = (): void => undefined;
  let reach = (): void => undefined;
  const until = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const { faults } = sandbox.cluster("cluster1");
  const remove = faults.add({
    when: (request) => {
      const isHit = when(request);
      if (isHit) reach();
      return isHit;
    },
    effect: { kind: "hold", until },
  });
  return {
    reached,
    open: () => {
      remove();
      open();
    },
  };
}

const ISTIOD = /\/deployments\/istiod$/;

/**
 * While istiod's Deployment is written, while it is not available, and at the end. Everything else of the mesh waits for
 * istiod, so the first two stay as they are until they are seen.
 */
async function applyScreens(): Promise<readonly (readonly [Name, string])[]> {
  const writes = gate(({ method, path }) => method === "PATCH" && ISTIOD.test(path));
  const running = shell.terminal(
    "TERM=xterm; export TERM; stty cols 80 rows 24; meshplan apply mesh.plan",
  );
  await writes.reached;
  await running.printed("4 of 13 actions done, 1 running");
  // All but the Deployment and its autoscaler, which come last.
  await running.printed("writing 32 of 34 objects");
  const writing = await screenOf(running.stdout());
  const reads = gate(
    ({ method, path }) => method === "GET" && /\/deployments(\/istiod)?$/.test(path),
  );
  writes.open();
  await reads.reached;
  await running.printed("Deployment istio-system/istiod to be available");
  const waiting = await screenOf(running.stdout());
  reads.open();
  const { code, stdout } = await running.ended;
  expect(code, stdout).toBe(0);
  const before = writing.filter(isDone).length;
  const done = fromFirst(isDone, await screenOf(stdout)).slice(before);
  return [
    ["writing", fromFirst(isDone, writing).join("\n")],
    ["waiting", fromFirst((line) => line.startsWith("mesh1: "), waiting).join("\n")],
    ["done", done.join("\n")],
  ];
}

const isDone = (line: string): boolean => line.startsWith("✔ done");

function fromFirst(
  isFirst: (line: string) => boolean,
  lines: readonly string[],
): readonly string[] {
  return lines.slice(lines.findIndex(isFirst));
}

/** What a terminal of 80 columns has shown, scrollback included. */
async function screenOf(sent: string): Promise<readonly string[]> {
  const terminal = new xterm.Terminal({
    cols: 80,
    rows: 24,
    scrollback: 1000,
    allowProposedApi: true,
  });
  await new Promise<void>((resolve) => {
    terminal.write(sent, resolve);
  });
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, at) =>
    (active.getLine(at)?.translateToString(true) ?? "").trimEnd(),
  );
  const last = lines.findLastIndex((line) => line !== "");
  return lines.slice(0, last + 1);
}

/** What differs from run to run: times, ports, uids, digests, the frame of the spinner, and which of two clusters was faster. */
function likeAnyRun(screen: string): string {
  const lines = screen
    .trimEnd()
    .replaceAll(/\d+(\.\d)? s\b/g, "N s")
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replaceAll(/\b[0-9a-f]{8}\b/g, "UID")
    .replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:DIGEST")
    .replaceAll(/^[\u2800-\u28ff] /gm, "SPINNER ")
    .split("\n");
  return [...lines.filter(isDone).sort(), ...lines.filter((line) => !isDone(line))].join("\n");
}

/** The page with every screen that is another than in this run as it was in this run. */
function asCaptured(page: string): string {
  return page.replaceAll(
    /^```console (\w+)\n(.*?)^```$/gms,
    (block: string, name: Name, shown: string) => {
      const now = captured.get(name);
      if (now === undefined) throw new Error(`nobody captures the screen ${name}`);
      if (likeAnyRun(now) === likeAnyRun(shown)) return block;
      return `\`\`\`console ${name}\n${now.trimEnd()}\n\`\`\``;
    },
  );
}

describe("the screens that the pages show are what the commands print", () => {
  // `npx vitest run test/docs/screens.test.ts -u` writes them into the pages.
  test.each(PAGES)("%s", async (page) => {
    await expect(asCaptured(textOf(page))).toMatchFileSnapshot(pathOf(page));
  });

  test("every screen is in every page", () => {
    for (const page of PAGES)
      for (const name of captured.keys()) expect(textOf(page)).toContain(`\`\`\`console ${name}\n`);
  });
});
