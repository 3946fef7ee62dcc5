import { spawn } from "node:child_process";
import { RigError } from "./rig-error.ts";

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to standard input, which is then closed. */
  readonly input?: string;
}

export interface CommandResult {
  /** 128 + signal number when a signal ended it, as shells say it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const SIGNAL_BASE = 128;
const SIGKILL = 9;
const SIGTERM = 15;

/** Runs a program to its end and collects what it printed. Throws only when it cannot be started. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdin.on("error", () => undefined); // a program that ends without reading its input is no failure
    child.stdin.end(options.input ?? "");
    child.on("error", (cause) => {
      reject(new RigError(`cannot run ${command}: ${cause.message}`, { cause }));
    });
    child.on("close", (code, signal) => {
      resolve({
        code: code ?? SIGNAL_BASE + (signal === "SIGKILL" ? SIGKILL : SIGTERM),
        stdout,
        stderr,
      });
    });
  });
}

/** As `runCommand`, but anything except exit code 0 is an error that quotes the end of what it printed. */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await runCommand(command, args, options);
  if (result.code === 0) return result.stdout;
  const said = (result.stderr.trim() || result.stdout.trim()).split("\n").slice(-15).join("\n");
  throw new RigError(
    `${[command, ...args].join(" ").slice(0, 200)} ended with ${result.code}\n${said}`,
  );
}

/** Runs a program on this terminal and answers its exit code. */
export function runOnTerminal(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
    child.on("error", (cause) => {
      reject(new RigError(`cannot run ${command}: ${cause.message}`, { cause }));
    });
    child.on("close", (code) => {
      resolve(code ?? SIGNAL_BASE + SIGTERM);
    });
  });
}
