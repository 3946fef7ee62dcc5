import { createServer, type Server } from "node:net";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { type Ended, openShell, type Shell, startClusters } from "./program.ts";

type Reaches = "nothing" | "clusters";
type Line = readonly [args: string, reaches: Reaches, code: number];

/**
 * What each command may reach: every one of them has its lines here. A command that may not reach a cluster runs no credential
 * plug-in and opens no connection, whatever the kubeconfig says.
 */
const COMMANDS: { readonly [command: string]: readonly Line[] } = {
  init: [
    ["init a.yaml --from-contexts cluster1 --offline", "nothing", 0],
    ["init b.yaml --from-contexts cluster1", "clusters", 0],
  ],
  doctor: [
    ["doctor --offline", "nothing", 1],
    ["doctor", "clusters", 1],
    ["doctor --read-only --format json", "clusters", 1],
  ],
  validate: [
    ["validate", "nothing", 0],
    ["validate --format sarif", "nothing", 0],
  ],
  schema: [["schema", "nothing", 0]],
  explain: [
    ["explain", "nothing", 0],
    ["explain MP0401", "nothing", 0],
    ["explain cluster1/Deployment/istio-system/istiod", "nothing", 0],
    ["explain cluster1/namespace p.plan", "nothing", 0],
    ["explain cluster1/namespace --offline", "nothing", 0],
    ["explain cluster1/namespace", "clusters", 1],
    ["explain cluster1/namespace --read-only", "clusters", 1],
  ],
  plan: [
    ["plan", "clusters", 1],
    ["plan --read-only", "clusters", 1],
  ],
  render: [
    ["render --all --outline", "nothing", 0],
    ["render --all", "nothing", 1],
  ],
  images: [
    ["images --outline", "nothing", 0],
    ["images", "nothing", 1],
  ],
  show: [
    ["show p.plan", "nothing", 0],
    ["show p.plan --format json", "nothing", 0],
    ["show p.plan --html p.html", "nothing", 0],
  ],
  comment: [["comment p.plan", "nothing", 64]],
  graph: [
    ["graph p.plan", "nothing", 0],
    ["graph --offline", "nothing", 0],
    ["graph --offline --format svg", "nothing", 0],
    ["graph --offline --topology", "nothing", 0],
    ["graph", "clusters", 1],
    ["graph --read-only", "clusters", 1],
  ],
  apply: [
    ["apply", "nothing", 64],
    ["apply --auto-approve", "clusters", 1],
    ["apply p.plan", "clusters", 1],
  ],
  unlock: [
    ["unlock", "clusters", 1],
    ["unlock p.plan --auto-approve", "clusters", 1],
  ],
  rbac: [
    ["rbac plan --outline", "nothing", 0],
    ["rbac apply --outline", "nothing", 0],
    ["rbac apply", "nothing", 1],
  ],
  demo: [["demo", "nothing", 0]],
  sandbox: [["sandbox mesh.yaml -- true", "nothing", 0]],
  version: [["version", "nothing", 0]],
  completion: [
    ["completion bash", "nothing", 0],
    ["__complete plan --context =cluster1=", "nothing", 0],
    ["__complete rbac plan --cluster =", "nothing", 0],
  ],
};
const LINES = Object.values(COMMANDS).flat();
/** Everything that takes a mesh file and would connect for it. */
const CONNECTING = LINES.filter(
  ([args, reaches]) => reaches === "clusters" && !/^init |p\.plan/.test(args),
);

const MESH = SEED.replace(
  "network: network1 }",
  "network: network1, gateway: { address: 198.51.100.200 } }",
);

/** By which the operator says how far a command may go that reads clusters. */
const REACH = [
  "--context",
  "--contexts",
  "--trust-kubeconfig",
  "--untrusted",
  "--read-only",
  "--offline",
] as const;
/** Flags that a command does not take although it reads clusters, or takes although it does not, and why. */
const ODD: Readonly<Record<string, Partial<Record<(typeof REACH)[number], string>>>> = {
  init: {
    "--context": "its contexts are those of --from-contexts",
    "--contexts": "its contexts are those of --from-contexts",
    "--trust-kubeconfig": "there is no file yet that could name one",
    "--untrusted": "there is no file yet that a stranger could have written",
    "--read-only": "it sends get and list alone",
  },
  plan: { "--offline": "it is there to say what the clusters are like" },
  apply: {
    "--offline": "it writes to the clusters",
    "--read-only": "it writes, and asks for each right of its writes first",
  },
  unlock: {
    "--offline": "it looks at the locks in the clusters",
    "--read-only": "it sends get alone until somebody says yes, and then writes",
  },
  render: { "--untrusted": "charts may come from a host that the file names" },
  rbac: { "--untrusted": "charts may come from a host that the file names" },
  images: { "--untrusted": "charts may come from a host that the file names" },
  show: { "--context": "the commands that it offers name the contexts" },
};

let sandbox: Sandbox;
let shell: Shell;
let trap: Server;
let connections = 0;

beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
  shell.write("mesh.yaml", MESH);
  expect(await shell.meshplan("plan", "--out", "p.plan")).toMatchObject({ code: 0 });
  await sandbox.close();
  // No TLS: whoever connects is told so at once, and does not try again.
  trap = createServer((socket) => {
    connections += 1;
    socket.on("error", () => undefined);
    socket.end("HTTP/1.0 400 Bad Request\r\n\r\n");
  });
  await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
  const credential = JSON.stringify({ kind: "ExecCredential", status: { token: "t0ken" } });
  shell.write("login.sh", `#!/bin/sh\ntouch ran\necho '${credential}'\n`);
  chmodSync(shell.path("login.sh"), 0o755);
});
afterAll(() => {
  trap.close();
  shell.remove();
});

const USER = {
  exec: { apiVersion: "client.authentication.k8s.io/v1", command: "./login.sh" },
};

/** Whoever uses it runs the plug-in, and then connects. */
function kubeconfig(): string {
  const address = trap.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const names = ["cluster1", "cluster2"];
  return JSON.stringify({
    clusters: [{ name: "trap", cluster: { server: `https://127.0.0.1:${String(port)}` } }],
    users: [{ name: "trap", user: USER }],
    contexts: names.map((name) => ({ name, context: { cluster: "trap", user: "trap" } })),
  });
}

async function sprung(
  args: string,
  run: "meshplan" | "process" = "meshplan",
): Promise<Ended & { readonly ran: boolean; readonly connected: boolean }> {
  rmSync(shell.path("ran"), { force: true });
  connections = 0;
  const ended = await shell[run](...args.split(" "));
  return { ...ended, ran: existsSync(shell.path("ran")), connected: connections > 0 };
}

test("every command says what it reaches", async () => {
  const { stdout } = await shell.meshplan("--help");
  const listed = [...stdout.slice(stdout.indexOf("Commands:")).matchAll(/^ {2}([a-z]\w*) /gm)];
  const names = listed.map(([, name = ""]) => name).filter((name) => name !== "help");
  expect(names.sort()).toEqual(Object.keys(COMMANDS).sort());
});

test.each(Object.entries(COMMANDS))(
  "%s takes every flag of commands that read clusters, and else none, but for what is said here",
  async (command, lines) => {
    const { stdout } = await shell.meshplan(command, "--help");
    const reads = lines.some(([, reaches]) => reaches === "clusters");
    for (const flag of REACH) {
      const isTaken = new RegExp(`^ +${flag}( |$)`, "m").test(stdout);
      const isOdd = ODD[command]?.[flag] !== undefined;
      expect(isTaken, `${command} ${flag}`).toBe(reads !== isOdd);
    }
  },
);

describe("the operator's own kubeconfig", () => {
  test.each(LINES)("meshplan %s reaches %s", async (args, reaches, code) => {
    shell.write("kubeconfig", kubeconfig());
    const isWanted = reaches === "clusters";
    const ended = await sprung(args, "process");
    expect(ended).toMatchObject({ code, ran: isWanted, connected: isWanted });
  });
});

describe("a kubeconfig that the mesh file names", () => {
  beforeAll(() => {
    shell.write("kubeconfig", kubeconfig());
    shell.write("of-the-file", kubeconfig());
    shell.write("mesh.yaml", `${MESH}defaults: { kubeconfig: ./of-the-file }\n`);
  });

  test.each(CONNECTING)("makes meshplan %s run nothing and connect to nothing", async (args) => {
    for (const [flags, code] of [
      ["", "MP9120"],
      [" --untrusted", "MP9122"],
      [" --contexts cluster1,other", "MP9121"],
    ] as const) {
      const ended = await sprung(args + flags);
      expect(ended).toMatchObject({ code: 1, ran: false, connected: false });
      // What doctor finds is its result.
      expect(ended.stdout + ended.stderr).toContain(code);
    }
  });

  test("is used once the command that the error names is followed", async () => {
    const { stderr } = await sprung("plan");
    const [flag = ""] = /--trust-kubeconfig \S+/.exec(stderr) ?? [];
    expect(await sprung(`plan ${flag}`)).toMatchObject({ ran: true, connected: true });
  });
});
