import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { objectPath } from "../../src/kube/kinds.ts";
import { LOCK } from "../../src/planner/lock.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { clientOf } from "../embedded/kube/client.ts";
import { openShell, type Shell, startClusters } from "./program.ts";

/** Every question of the program, on a terminal with a screen and on those without. */
const QUESTIONS = [
  {
    name: "apply on a screen",
    full: true,
    line: "TERM=xterm; export TERM; stty cols 100 rows 40; meshplan apply",
    yes: "Apply complete: 1 written",
    no: "Apply cancelled. Nothing was written.",
    left: "Apply cancelled. Nothing was written.",
  },
  {
    name: "apply --accessible",
    full: true,
    line: "stty cols 100 rows 40; meshplan apply --accessible",
    yes: "Apply complete: 1 written",
    no: "Apply cancelled. Nothing was written.",
    left: "Apply cancelled. Nothing was written.",
  },
  {
    name: "apply with TERM=dumb",
    full: false,
    line: "TERM=dumb; export TERM; meshplan apply",
    yes: "Apply complete: 1 written",
    no: "Apply cancelled. Nothing was written.",
    left: "Apply cancelled. Nothing was written.",
  },
  {
    name: "unlock",
    full: false,
    line: "meshplan unlock",
    yes: "Unlocked cluster1.",
    no: "Nothing was unlocked.",
    left: "Nothing was unlocked.",
  },
  {
    name: "trust in a kubeconfig",
    full: false,
    line: "meshplan plan trusting.yaml",
    yes: "Plan:",
    no: "MP9120",
    left: "Interrupted. Nothing was written.",
  },
] as const;

const PROMPT = 'Only "yes" is accepted: ';

type Ending = "yes" | "no" | "left";
const CODES: { readonly [ending in Ending]: number } = { yes: 0, no: 1, left: 130 };

/** What a person may do, and how it ends. Every question takes the first ones, the two ways to ask for an apply take all. */
const KEYS: readonly (readonly [what: string, keys: string, ending: Ending])[] = [
  ["yes", "yes\r", "yes"],
  ["another text", "yes please\r", "no"],
  ["Ctrl-C behind a yes", "yes\u0003", "left"],
  ["the end of input", "\u0004", "left"],
  ["yes after Backspace", "yess\u007f\r", "yes"],
  ["yes after Ctrl-U", "no, but\u0015yes\r", "yes"],
  ["yes as it is pasted, with a line behind it", "yes\nno\n", "yes"],
  ["nothing", "\r", "no"],
  ["capitals", "YES\r", "no"],
  ["the end of input behind a yes", "yes\u0004\u0004", "left"],
];
const OF_ALL = 4;

let sandbox: Sandbox;
let shell: Shell;
let round = 0;

beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
  expect(await shell.meshplan("apply", "--auto-approve")).toMatchObject({ code: 0 });
});
afterAll(async () => {
  shell.remove();
  await sandbox.close();
});

/** One object is to be changed, and one kubeconfig is one that nobody has seen. */
beforeEach(() => {
  round += 1;
  const annotations = `{ example.com/round: "${String(round)}" }`;
  const changed = SEED.replace(
    /network: network1\b/,
    `$&, gateway: { annotations: ${annotations} }`,
  );
  shell.write("mesh.yaml", changed);
  const { token } = sandbox.cluster("cluster2");
  const credential = {
    apiVersion: "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    status: { token },
  };
  shell.write("credential.json", JSON.stringify(credential));
  const plugin = `exec: { apiVersion: ${credential.apiVersion}, interactiveMode: Never, command: cat, args: [credential.json] }`;
  const kubeconfig = readFileSync(shell.path("kubeconfig"), "utf8");
  shell.write("trusted", `# ${String(round)}\n${kubeconfig.replace(`token: ${token}`, plugin)}`);
  const trusting = SEED.replace(/network: network2\b/, "$&, kubeconfig: trusted");
  shell.write("trusting.yaml", trusting);
});

/** Of a machine that nobody can ask. */
async function lockCluster1(): Promise<void> {
  const { apiVersion, kind, ...metadata } = LOCK;
  const client = clientOf(sandbox.cluster("cluster1"));
  const spec = { holderIdentity: "of another machine", leaseDurationSeconds: 60 };
  const locked = { apiVersion, kind, metadata: { ...metadata }, spec };
  const { status } = await client.apply(objectPath(LOCK), locked, "tester", "&force=true");
  client.close();
  expect(status).toBeLessThan(300);
}

describe.each(QUESTIONS)("the question of $name", (question) => {
  beforeEach(async () => {
    if (question.name === "unlock") await lockCluster1();
  });

  test.each(KEYS.slice(0, question.full ? undefined : OF_ALL))(
    "takes %s",
    async (_, keys, ending) => {
      const asked = shell.terminal(question.line);
      await asked.printed(PROMPT);
      asked.type(keys);
      const { code, stdout } = await asked.ended;
      expect(stdout).toContain(question[ending]);
      expect(code).toBe(CODES[ending]);
    },
  );

  test.each([
    ["a line", "yes\r", "\r"],
    ["the beginning of one", "ye", "s\r"],
  ])("is not answered by %s typed before it was there", async (_, before, after) => {
    // The shell takes the first line, and leaves the rest in the terminal.
    const asked = shell.terminal(`read go; ${question.line}`);
    asked.type(`go\r${before}`);
    await asked.printed(PROMPT);
    asked.type(after);
    const { code, stdout } = await asked.ended;
    expect(stdout).toContain(question.no);
    expect(code).toBe(CODES.no);
  });

  test("is asked again after Ctrl-Z and fg", async () => {
    const asked = shell.terminal(`set -m; ${question.line}; echo stopped; fg`);
    await asked.printed(PROMPT);
    asked.type("\u001a");
    await asked.printed("stopped");
    await asked.printed(PROMPT, 2);
    asked.type("no\r");
    const { code, stdout } = await asked.ended;
    expect(stdout).toContain(question.no);
    expect(code).toBe(CODES.no);
  });
});

test("a terminal that hangs up is as Ctrl-C, and the events say so", async () => {
  const asked = shell.terminal("meshplan apply --events events");
  await asked.printed(PROMPT);
  asked.interrupt("SIGKILL");
  await vi.waitFor(() => {
    const events = readFileSync(shell.path("events"), "utf8");
    expect(events).toContain('"outcome":"interrupted"');
  }, 20_000);
});
