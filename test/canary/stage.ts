import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { objectPath } from "../../src/kube/kinds.ts";
import { LOCK } from "../../src/planner/lock.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { CLIENT_CERTIFICATE, CLIENT_KEY } from "../adapters/kubernetes/certificates.ts";
import {
  answering,
  type Ended,
  openShell,
  PROGRAM,
  type Shell,
  startClusters,
} from "../cli/program.ts";
import { CANARIES, canariesOf, leaksIn, sinksOf } from "./canaries.ts";
import { type Children, watchChildren } from "./children.ts";
import type { Command } from "./commands.ts";
import type { Fault } from "./faults.ts";
import { keptTexts, preloadText } from "./preload.ts";
import { AUTHORITY, type Between, between, direct } from "./servers.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

const MESH = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
trust: { root: generated, key: root.pem }
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
`;

const CREDENTIAL = JSON.stringify({
  apiVersion: "client.authentication.k8s.io/v1",
  kind: "ExecCredential",
  status: { token: CANARIES["token of a plug-in"] },
});

/** How a command ended, what of a canary was found where, and how much was looked at. */
export interface Run extends Ended {
  readonly leaks: readonly string[];
  readonly struck: number;
  readonly sinks: readonly string[];
}

/** Two embedded clusters behind servers that may strike, a folder, and the built command in it. */
export interface Stage {
  /** After a hand edit of the remote secret, so that a plan dry-runs it and an apply writes it, and with what the command needs. */
  run(command: Command, fault?: Fault, login?: "token" | "password"): Promise<Run>;
  /** Every place of a canary so far. */
  places(): readonly string[];
  close(): Promise<void>;
}

interface Surroundings {
  readonly shell: Shell;
  readonly sandbox: Sandbox;
  readonly state: Between;
  readonly children: Children;
  /** What is the test's own, where nothing is searched. */
  readonly tools: string;
}

export async function openStage(): Promise<Stage> {
  const sandbox = await startClusters();
  const shell = openShell(sandbox);
  const tools = mkdtempSync(join(tmpdir(), "meshplan-canary-"));
  const children = watchChildren(tools);
  const state: Between = { fault: undefined, count: 0, addresses: [] };
  const servers = await Promise.all(sandbox.clusters.map((cluster) => between(cluster, state)));
  const around = { shell, sandbox, state, children, tools };
  plantPrograms(around);
  plantFiles(
    around,
    servers.map(({ url }) => url),
  );
  const stage: Stage = {
    run: async (command, fault, login = "token") => {
      await prepare(command, around);
      return await run(command, fault, login, around);
    },
    places: () => [...canariesOf(shell, sandbox, kept(tools)).keys()],
    close: async () => {
      children.close();
      for (const { close } of servers) close();
      await sandbox.close();
      shell.remove();
      rmSync(tools, { recursive: true, force: true });
    },
  };
  const first = await stage.run(APPLY);
  if (first.code !== 0) throw new Error(`internal: ${first.stdout}${first.stderr}`);
  await plantPullSecret(sandbox);
  return stage;
}

const APPLY: Command = { args: "apply mesh.yaml --auto-approve", meets: ["servers"] };
const SAVE: Command = { args: "plan mesh.yaml --out saved.plan", meets: ["servers"] };

async function prepare({ before }: Command, around: Surroundings): Promise<void> {
  const { sandbox } = around;
  const isThere = sandbox.clusters[0]?.embedded.store
    .list("secrets")
    .some(({ metadata }) => metadata.name === "istio-remote-secret-cluster2");
  if (isThere === true)
    await direct(
      clusterOf(sandbox, 0),
      "/api/v1/namespaces/istio-system/secrets/istio-remote-secret-cluster2",
      { metadata: { labels: { "istio/multiCluster": "drifted" } } },
    );
  for (const at of isThere === true ? [0, 1] : [])
    await direct(clusterOf(sandbox, at), objectPath(LOCK), {
      spec: { holderIdentity: before === "held locks" ? "by hand" : null },
    });
  if (before === "saved plan") await run(SAVE, undefined, "token", around);
}

async function run(
  { args, terminal }: Command,
  fault: Fault | undefined,
  login: "token" | "password",
  { shell, sandbox, state, children, tools }: Surroundings,
): Promise<Run> {
  shell.write("trusting.yaml", `${MESH}defaults: { kubeconfig: ./${login}.kubeconfig }\n`);
  // What was trusted before would not be asked again.
  rmSync(shell.path(".local"), { recursive: true, force: true });
  state.fault = fault;
  state.count = 0;
  const variables = {
    KUBECONFIG: `${login}.kubeconfig`,
    // Before the machine's own kubectl, which waits at no gate.
    PATH: `${tools}:/usr/bin:/bin`,
    PLUGIN: fault?.program === "plugin" ? "bad" : "good",
    GITHUB_TOKEN: CANARIES["token of the build job"],
    NODE_OPTIONS: `--require ${join(tools, "preload.cjs")}`,
    ...(terminal === undefined ? {} : { TERM: "xterm" }),
    ...(terminal === "said" ? { CANARY_TERMINAL: "1" } : {}),
  };
  const ended = await STARTED[terminal ?? "none"](
    shell,
    variables,
    withProgram(args, fault, tools),
  );
  state.fault = undefined;
  const { seen, missed } = children.take();
  const sinks = sinksOf(ended, shell, seen);
  // Another stage has programs of the same name.
  const isBad = (name: string): boolean => name === `${fault?.program ?? ""}.sh`;
  const leaks = leaksIn(sinks, canariesOf(shell, sandbox, kept(tools)));
  return {
    ...ended,
    leaks: [...leaks, ...missed.map((pid) => `nobody looked at process ${pid}`)],
    struck:
      state.count +
      seen.filter(({ name, cmdline }) => isBad(name) && cmdline.includes(tools)).length,
    sinks: sinks.map(([sink]) => sink),
  };
}

/** Ways to start a command, by its terminal. */
const STARTED: {
  readonly [terminal in NonNullable<Command["terminal"]> | "none"]: (
    shell: Shell,
    variables: Readonly<Record<string, string>>,
    words: readonly string[],
  ) => Promise<Ended>;
} = {
  none: (shell, variables, words) => shell.startWith(variables, ...words).ended,
  said: (shell, variables, words) => shell.answered("yes\n", variables, ...words),
  real: (shell, variables, words) =>
    answering(shell.terminal(`meshplan ${words.join(" ")}`, variables), "yes\r"),
};

function withProgram(args: string, fault: Fault | undefined, tools: string): readonly string[] {
  const words = args
    .split(" ")
    .map((word) => (word === "./inside.sh" ? join(tools, "inside.sh") : word));
  if (fault?.program === "renderer") return [...words, "--istioctl", join(tools, "renderer.sh")];
  if (fault?.program !== "helm") return words;
  const files = words.map((word) =>
    /^(mesh|trusting|address)\.yaml$/.test(word) ? "helm.yaml" : word,
  );
  return [...files, "--helm", join(tools, "helm.sh")];
}

function clusterOf({ clusters }: Sandbox, at: number): Sandbox["clusters"][number] {
  const cluster = clusters[at];
  if (cluster === undefined) throw new Error(`internal: no cluster ${String(at)}`);
  return cluster;
}

function kept(tools: string): readonly string[] {
  const path = join(tools, "kept");
  return existsSync(path) ? keptTexts(readFileSync(path, "utf8")) : [];
}

function plantPrograms({ children, tools }: Surroundings): void {
  const { gate, started } = children;
  const echo = "{ env; cat; } | tr '\\n' ' ' >&2; exit 1";
  const programs = {
    "plugin.sh": `if [ "$PLUGIN" = bad ]; then env | tr '\\n' ' ' >&2; exit 3; fi\necho '${CREDENTIAL}'`,
    "renderer.sh": `case "$1" in version) echo '{"clientVersion": {"version": "1.31.0"}}' ;; *) ${echo} ;; esac`,
    "helm.sh": `case "$1" in version) printf v3.21.4 ;; *) ${echo} ;; esac`,
    kubectl: `echo '{"clientVersion": {"gitVersion": "v1.35.4"}}'`,
    "inside.sh": `exec "${process.execPath}" "${PROGRAM}" apply mesh.yaml --auto-approve`,
  };
  for (const [name, lines] of Object.entries(programs)) {
    writeFileSync(join(tools, name), `#!/bin/sh\n${gate}\n${lines}\n`);
    chmodSync(join(tools, name), 0o755);
  }
  writeFileSync(join(tools, "preload.cjs"), preloadText({ started, kept: join(tools, "kept") }));
}

function plantFiles({ shell, tools }: Surroundings, urls: readonly string[]): void {
  shell.write("mesh.yaml", MESH);
  // Who renders for others asks no cluster, so the file says what clusters would.
  const addressed = MESH.replace("network1 }", "network1, gateway: { address: 10.1.0.200 } }");
  shell.write("address.yaml", addressed);
  shell.write("helm.yaml", addressed.replace("1.31.0 }", "1.31.0, renderer: helm }"));
  shell.write("token.kubeconfig", kubeconfig(urls, "token", join(tools, "plugin.sh")));
  shell.write("password.kubeconfig", kubeconfig(urls, "password", join(tools, "plugin.sh")));
}

function kubeconfig(urls: readonly string[], login: "token" | "password", command: string): string {
  const [first = "", second = ""] = urls;
  const withUser = second.replace(
    "https://",
    `https://jane:${CANARIES["password in a server's URL"]}@`,
  );
  const env = [{ name: "PLUGIN_SECRET", value: CANARIES["variable of a plug-in"] }];
  const users = {
    token: [
      {
        token: CANARIES["kubeconfig token"],
        "client-certificate-data": base64(CLIENT_CERTIFICATE),
        "client-key-data": base64(CLIENT_KEY),
      },
      { exec: { apiVersion: "client.authentication.k8s.io/v1", command, env } },
    ],
    password: [{ username: "jane", password: CANARIES["password of a kubeconfig user"] }, {}],
  }[login];
  const servers = login === "token" ? [first, second] : [first, withUser];
  const names = ["cluster1", "cluster2"];
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: names.map((name, at) => ({
      name,
      cluster: { server: servers[at], "certificate-authority-data": base64(AUTHORITY) },
    })),
    users: names.map((name, at) => ({ name, user: users[at] })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
  });
}

/** What somebody keeps beside Istio to pull its images. */
async function plantPullSecret(sandbox: Sandbox): Promise<void> {
  const password = CANARIES["password of a registry"];
  const config = {
    auths: {
      "registry.example": { username: "robot", password, auth: base64(`robot:${password}`) },
    },
  };
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/dockerconfigjson",
    metadata: { name: "pull", namespace: "istio-system" },
    data: { ".dockerconfigjson": base64(JSON.stringify(config)) },
  };
  const path = "/api/v1/namespaces/istio-system/secrets";
  await direct(clusterOf(sandbox, 0), path, secret, "POST");
}
