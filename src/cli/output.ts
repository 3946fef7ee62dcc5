import { fstatSync, type Stats, writeSync } from "node:fs";
import type { RunnerCommands } from "../diagnostics/formats/github.ts";
import type { ProblemOptions } from "../diagnostics/print.ts";
import { ansiPaint } from "../util/ansi-paint.ts";
import { plainPaint } from "../util/plain-paint.ts";
import { rechecked } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import { withoutUrlUsers } from "../util/without-url-users.ts";
import { type ColorWhen, isPainted } from "./color.ts";
import { secretsOfRun } from "./secrets.ts";

/** Where a command writes, and what the other end can show. stdout carries the result, stderr the progress. */
export interface Output {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** Whether stdout shows colour. */
  readonly color: boolean;
  /** How problems look on stderr. */
  readonly errorStyle: ProblemOptions;
  /** Columns of stdout. Without a terminal COLUMNS, else 100; into a pager no more than the terminal has that the pager draws on. */
  readonly width: number;
  /** stdout and stderr lead to one file, pipe or terminal: what stands on both is there twice. */
  readonly isOnePlace: boolean;
  /** A person sits at both ends: questions can be asked and a screen can be drawn. */
  readonly interactive: boolean;
  /** A person sees stderr: a line may be shown there for a while and then removed. */
  readonly transient: boolean;
  /** `-v`: what is asked and decided is said on stderr. */
  readonly verbose: boolean;
  /** The terminal cannot show more than ASCII. */
  readonly ascii: boolean;
  /** Open while a person is asked (ask.ts): code that draws on the terminal by the clock waits for it. */
  readonly dialogue: { open: boolean };
  /** Some output did not arrive, although its reader had not closed the stream. */
  readonly lost: boolean;
  /** Writes to a terminal, and leaves the cursor behind the text. */
  put(where: "stdout" | "stderr", text: Printable): void;
  /** Removes the temporary text from the line. */
  eraseLine(): void;
  /** No secret passes: each becomes `(sensitive)`. */
  print(text: Printable): Promise<void>;
  /** No secret passes, nor the user of a URL: a problem may quote the line of the mesh file that contains one. */
  printError(text: Printable): Promise<void>;
  /** Tells a build server something in its own language; no secret passes. */
  command(text: RunnerCommands): Promise<void>;
}

interface OutputSettings {
  /** `--color`, and `--no-color` for never. */
  readonly color: ColorWhen;
  /** `--accessible`, or MESHPLAN_ACCESSIBLE: lines instead of a screen. */
  readonly accessible: boolean;
  /** `-v`, or MESHPLAN_LOG=debug. */
  readonly verbose: boolean;
}

export const ERASE_LINE = "\r\u001b[K";
const WIDTH_WITHOUT_TERMINAL = 100;
/** A pty may report 0 columns (docker exec, expect); below this a screen only does harm. */
const NARROWEST_SCREEN = 20;

export function processOutput(settings: OutputSettings): Output {
  const { stdout, stderr, env } = process;
  const errorColumns =
    stderr.isTTY && stderr.columns >= NARROWEST_SCREEN ? stderr.columns : undefined;
  const columns = stdout.isTTY
    ? stdout.columns
    : (saidWidth(env) ?? widthWithoutTerminal(stdout.fd, errorColumns));
  const wideEnough = columns >= NARROWEST_SCREEN;
  const verbose = settings.verbose || env["MESHPLAN_LOG"] === "debug";
  // Lines between would tear a screen apart.
  const accessible = settings.accessible || verbose || (env["MESHPLAN_ACCESSIBLE"] ?? "") !== "";
  const isBuild = (env["CI"] ?? "") !== "" || env["TERM"] === "dumb";
  let lost = false;
  const write = async (stream: Stream, text: Printable): Promise<void> => {
    if (!(await arrives(stream, rechecked(secretsOfRun().redact(text))))) lost = true;
  };
  const isPerson = stdout.isTTY && process.stdin.isTTY && !isBuild;
  return {
    stdout,
    stderr,
    // Opened when somebody asks for it: most commands never read it, and opening it takes a millisecond.
    get stdin() {
      const { stdin } = process;
      if (!stdin.listeners("error").includes(onInputError)) stdin.on("error", onInputError);
      return stdin;
    },
    color: isPainted(settings.color, env, stdout.isTTY),
    errorStyle: {
      color: isPainted(settings.color, env, stderr.isTTY) ? ansiPaint : plainPaint,
      width: errorColumns ?? saidWidth(env) ?? WIDTH_WITHOUT_TERMINAL,
      ...(errorColumns === undefined ? {} : { wrapAt: errorColumns }),
    },
    width: wideEnough ? columns : WIDTH_WITHOUT_TERMINAL,
    isOnePlace: isSamePlace(statusOf(stdout.fd), statusOf(stderr.fd)),
    interactive: isPerson && wideEnough && !accessible,
    transient: stderr.isTTY && stderr.columns >= NARROWEST_SCREEN && !isBuild && !accessible,
    verbose,
    ascii:
      env["TERM"] === "linux" ||
      (env["MESHPLAN_ASCII"] ?? "") !== "" ||
      !/utf-?8/i.test(localeOf(env)),
    dialogue: { open: false },
    get lost() {
      return lost;
    },
    put: (where, text) => {
      process[where].write(rechecked(withoutUrlUsers(secretsOfRun().redact(text))));
    },
    eraseLine: () => {
      if (stderr.isTTY && !isBuild) stderr.write(ERASE_LINE);
    },
    print: (text) => write(stdout, text),
    command: async (text) => {
      if (!(await arrives(stdout, secretsOfRun().redact(text)))) lost = true;
    },
    printError: (text) => write(stderr, rechecked(withoutUrlUsers(text))),
  };
}

/** COLUMNS, for what is no terminal: one says itself how wide it is, also after it was made narrower. */
function saidWidth(env: NodeJS.ProcessEnv): number | undefined {
  const said = /^\d{1,4}$/.exec(env["COLUMNS"] ?? "");
  return said === null ? undefined : Math.max(NARROWEST_SCREEN, Number(said[0]));
}

/** A file says the same whoever writes it; what goes into a pipe, with a terminal beside it, is read on that terminal. */
function widthWithoutTerminal(fd: number, terminal: number | undefined): number {
  return terminal !== undefined && isPipe(fd)
    ? Math.min(WIDTH_WITHOUT_TERMINAL, terminal)
    : WIDTH_WITHOUT_TERMINAL;
}

/** Nobody types in a terminal that hung up; main.ts handles writes to it in the same way. */
function onInputError(error: NodeJS.ErrnoException): void {
  if (error.code !== "EIO") throw error;
}

function localeOf(env: NodeJS.ProcessEnv): string {
  const named = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find(
    (value) => value !== undefined && value !== "",
  );
  return named ?? (process.platform === "linux" ? "C" : "UTF-8");
}

type Stream = typeof process.stdout | typeof process.stderr;

/** Resolves when the text has left the process, so that a pipe gets all of it before the exit. */
async function arrives(stream: Stream, text: string): Promise<boolean> {
  if (text === "") return true;
  const line = text.endsWith("\n") ? text : `${text}\n`;
  if (isFile(stream.fd)) return arrivesInFile(stream, line);
  return await new Promise((resolve) => {
    stream.write(line, (error?: NodeJS.ErrnoException | null) => {
      resolve(error?.code === undefined || error.code === "EPIPE");
    });
  });
}

const isFile = (fd: number): boolean => statusOf(fd)?.isFile() === true;
const isPipe = (fd: number): boolean => statusOf(fd)?.isFIFO() === true;

function isSamePlace(one: Stats | undefined, other: Stats | undefined): boolean {
  return one !== undefined && one.dev === other?.dev && one.ino === other.ino;
}

function statusOf(fd: number): Stats | undefined {
  try {
    return fstatSync(fd);
  } catch {
    return undefined;
  }
}

/** A nearly full disk takes a part of the text without an error, and Node's stream of a file never checks. */
function arrivesInFile(stream: Stream, text: string): boolean {
  const bytes = Buffer.from(text);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(stream.fd, bytes, at);
    return true;
  } catch (error) {
    stream.emit("error", error);
    return false;
  }
}
