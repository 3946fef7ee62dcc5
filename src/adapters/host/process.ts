import { LIMITS } from "../../util/limits.ts";
import { type Child, endGroup, startGroup } from "./process-group.ts";
import { abortReason, onAbort } from "./abort.ts";
import { systemErrorCode } from "./system-error.ts";

interface ProcessOptions {
  /** Given to the program's standard input; nothing when absent. */
  readonly input?: string;
  /** All variables it gets. */
  readonly env: { readonly [name: string]: string | undefined };
  /** Variables it gets where `env` has none of the name. */
  readonly defaults?: { readonly [name: string]: string };
  readonly timeoutMilliseconds: number;
  /** Bytes of standard output to take; more ends the program. Of standard error the end is kept. */
  readonly outputLimit: number;
  readonly signal?: AbortSignal;
}

export type ProcessResult =
  | {
      readonly kind: "exited";
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  /** Node's code: `ENOENT`, `EACCES`, … */
  | { readonly kind: "not-started"; readonly reason: string }
  | { readonly kind: "timeout"; readonly stderr: string }
  | { readonly kind: "too-much-output" };

/** Milliseconds for what is still in the pipes when a program has ended; a child that it left behind may keep them open for ever. */
const DRAINING = 500;

/**
 * Runs a program to its end, without a shell and without a terminal. Its output is bounded and its time limited, and both hold
 * for whatever it starts: a wrapper such as `#!/bin/sh` is ended with the program behind it. What it leaves running after a
 * good end (an agent that keeps a session) goes on.
 *
 * Throws only the signal's reason; every other ending is a result.
 */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  options.signal?.throwIfAborted();
  const child = startGroup(command, args, { ...options.defaults, ...options.env });
  let stopped: ProcessResult | Error | undefined;
  const stop = (why: ProcessResult | Error): void => {
    stopped ??= why;
    endGroup(child);
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const output = collect(child.stdout, options.outputLimit, () => {
    stop({ kind: "too-much-output" });
  });
  const errors = collectTail(child.stderr);
  const timer = setTimeout(() => {
    stop({ kind: "timeout", stderr: errors() });
  }, options.timeoutMilliseconds);
  const forget = onAbort(options.signal, () => {
    stop(abortReason(options.signal));
  });
  // A program that does not read its input closes the pipe; what matters is how it exits.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  const ended = await endOf(child);
  clearTimeout(timer);
  forget();
  if (stopped instanceof Error) throw stopped;
  if (stopped !== undefined) return stopped;
  if (ended instanceof Error)
    return { kind: "not-started", reason: systemErrorCode(ended) ?? "unknown" };
  return { kind: "exited", code: ended, stdout: output(), stderr: errors() };
}

/** The exit code, once everything that the program printed is read; -1 after a signal. */
async function endOf(child: Child): Promise<number | Error> {
  return await new Promise((resolve) => {
    child.once("error", resolve);
    child.once("close", (code) => {
      resolve(code ?? -1);
    });
    child.once("exit", () => {
      const draining = setTimeout(() => {
        for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
      }, DRAINING);
      child.once("close", () => {
        clearTimeout(draining);
      });
    });
  });
}

function collect(
  stream: NodeJS.ReadableStream,
  limit: number,
  onTooMuch: () => void,
): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) onTooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

function collectTail(stream: NodeJS.ReadableStream): () => string {
  let tail = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-LIMITS.programErrors.most);
  });
  return () => tail.toString("utf8");
}
