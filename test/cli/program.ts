import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { kubeconfigText } from "../../src/embedded/kube/sandbox-kubeconfig.ts";
import { type Sandbox, startSandbox } from "../../src/embedded/istio/sandbox.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { isWrite } from "../embedded/kube/is-write.ts";
import { refusedCommands } from "../proposed/in-its-case.ts";
import { runHere } from "./here.ts";

export const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url));
/** The built program: `npm test` builds it first (pretest); `npm run build` does before a single file is tested. */
export const PROGRAM = join(CHECKOUT, "dist/meshplan.js");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly ended: Promise<Ended>;
  /** Resolves once stdout holds the text, so many times; rejects where the process ends without it. */
  printed(text: string, times?: number): Promise<void>;
  /** All that came so far. */
  stdout(): string;
  /** Writes to standard input, which stays open only where it was asked for. */
  type(text: string): void;
  interrupt(signal?: NodeJS.Signals): void;
}

/** A folder with the seed's mesh.yaml, and meshplan in it: no terminal, no istioctl, no colours asked for. */
export interface Shell {
  readonly folder: string;
  path(name: string): string;
  write(name: string, text: string): void;
  /** In this process (here.ts says what that does not show); also the two below. */
  meshplan(...args: readonly string[]): Promise<Ended>;
  /** With a text on standard input. */
  fed(input: string, ...args: readonly string[]): Promise<Ended>;
  /** With a text on standard input, and with other variables beside its own. */
  fedWith(
    input: string,
    variables: Readonly<Record<string, string>>,
    ...args: readonly string[]
  ): Promise<Ended>;
  /** The built program as a process, to its end. */
  process(...args: readonly string[]): Promise<Ended>;
  /** The same, while it runs; also all that follow. */
  start(...args: readonly string[]): Running;
  /** With other variables beside its own. */
  startWith(variables: Readonly<Record<string, string>>, ...args: readonly string[]): Running;
  /** The same with standard input left open, on which the answer is typed when its question is there. */
  answered(
    answer: string,
    variables: Readonly<Record<string, string>>,
    ...args: readonly string[]
  ): Promise<Ended>;
  /** A line of sh, in which `meshplan` is a function. */
  sh(line: string): Promise<Ended>;
  /** A line of sh in a terminal of its own, as `script` of every Linux makes it; what is typed goes through the terminal. */
  terminal(line: string, variables?: Readonly<Record<string, string>>): Running;
  remove(): void;
}

const QUESTION = 'Only "yes" is accepted: ';

export function openShell(sandbox?: Sandbox): Shell {
  const folder = mkdtempSync(join(tmpdir(), "meshplan-cli-test-"));
  const path = (name: string): string => join(folder, name);
  const write = (name: string, text: string): void => {
    writeFileSync(path(name), text);
  };
  write("mesh.yaml", SEED);
  write("kubeconfig", kubeconfigText(sandbox?.clusters ?? []));
  const env = {
    HOME: folder,
    KUBECONFIG: path("kubeconfig"),
    LANG: "C.UTF-8",
    PATH: "/usr/bin:/bin",
    TMPDIR: folder,
    MESHPLAN_ISTIOCTL: "",
    MESHPLAN_HELM: "",
    XDG_CACHE_HOME: path("cache"),
  };
  const run = (
    program: string,
    args: readonly string[],
    input = "",
    variables: Readonly<Record<string, string>> = {},
    typed = false,
  ): Running => {
    const child = spawn(program, args, { cwd: folder, env: { ...env, ...variables } });
    const read = { stdout: "", stderr: "" };
    const looks = new Set<() => void>();
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8");
      child[name].on("data", (text: string) => {
        read[name] += text;
        for (const look of looks) look();
      });
    }
    child.stdin.on("error", () => undefined);
    if (!typed) child.stdin.end(input);
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        resolve({ code, ...read });
      });
    });
    return {
      ended,
      printed: (text, times = 1) =>
        new Promise<void>((resolve, reject) => {
          const look = (): void => {
            if (read.stdout.split(text).length > times) resolve();
          };
          looks.add(look);
          look();
          void ended.then(({ stdout, stderr }) => {
            reject(new Error(`never printed ${text}:\n${stdout}\n${stderr}`));
          });
        }),
      stdout: () => read.stdout,
      type: (text) => child.stdin.write(text),
      interrupt: (signal = "SIGINT") => child.kill(signal),
    };
  };
  /** Whatever is proposed can be done where it is proposed. */
  const followed = async (
    args: readonly string[],
    ended: Promise<Ended>,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<Ended> => {
    const { stdout, stderr } = await ended;
    // It has clusters and a kubeconfig of its own, and is over.
    if (args[0] === "demo") return await ended;
    const where = {
      clusters: sandbox?.clusters ?? [],
      kubeconfig: variables["KUBECONFIG"] ?? env.KUBECONFIG,
      folder,
    };
    // What a plan warns of stands on both.
    const refused = [stdout, stderr].flatMap((text) => refusedCommands([text], where));
    if (refused.length > 0) throw new Error(`proposed in vain:\n${refused.join("\n")}`);
    return await ended;
  };
  const here = (
    input: string,
    variables: Readonly<Record<string, string>>,
    args: readonly string[],
  ): Promise<Ended> =>
    followed(args, runHere(args, { folder, env: { ...env, ...variables }, input }), variables);
  const node = process.execPath;
  const inShell = (line: string): string => `meshplan() { "${node}" "${PROGRAM}" "$@"; }\n${line}`;
  return {
    folder,
    path,
    write,
    meshplan: (...args) => here("", {}, args),
    fed: (input, ...args) => here(input, {}, args),
    fedWith: (input, variables, ...args) => here(input, variables, args),
    process: (...args) => followed(args, run(node, [PROGRAM, ...args]).ended),
    start: (...args) => run(node, [PROGRAM, ...args]),
    startWith: (variables, ...args) => run(node, [PROGRAM, ...args], "", variables),
    answered: (answer, variables, ...args) =>
      answering(run(node, [PROGRAM, ...args], "", variables, true), answer),
    sh: (line) => run("/bin/bash", ["-c", inShell(line)]).ended,
    terminal: (line, variables) => {
      write("line.sh", inShell(line));
      return run("script", ["-qfec", "bash line.sh", "/dev/null"], "", variables, true);
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Types the answer when the question is there. One that ends without a question is answered by nobody. */
export function answering(running: Running, answer: string): Promise<Ended> {
  void running.printed(QUESTION).then(
    () => {
      running.type(answer);
    },
    () => undefined,
  );
  return running.ended;
}

/** Two embedded clusters, in the process of the test, so that it can look into them. */
export async function startClusters(): Promise<Sandbox> {
  return await startSandbox({
    clusters: ["cluster1", "cluster2"].map((name) => ({ name, context: name })),
    controllerDelayMs: 2,
  });
}

/** Requests since the last call that could have changed a cluster. */
export function writesOf(sandbox: Sandbox): readonly string[] {
  return sandbox.clusters.flatMap(({ requests }) =>
    requests
      .splice(0)
      .filter((request) => isWrite(request) && request.userAgent.startsWith("meshplan"))
      .map(({ method, path }) => `${method} ${path}`),
  );
}
