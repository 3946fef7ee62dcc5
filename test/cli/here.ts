import { Readable, Writable } from "node:stream";
import { run } from "../../src/cli/program.ts";
import type { Ended } from "./program.ts";

/** What a shell gives to a program: where it stands, its variables and its standard input. */
interface Surroundings {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
}

let before: Promise<unknown> = Promise.resolve();

/**
 * Runs a command line in this process, with the folder, the variables and the streams that it would have as a process without a
 * terminal: no secret of an earlier one is known to it. It costs a half, because what it runs is compiled and warm.
 *
 * The trap: it ends when its command has, so it shows nothing of how a process ends. Signals, pipes, terminals, children and what
 * keeps a process alive are for processes. One runs at a time; who has to wait for another has to be a process.
 */
export async function runHere(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const ended = before.then(() => runAlone(args, surroundings));
  before = ended.catch(() => undefined);
  return await ended;
}

async function runAlone(
  args: readonly string[],
  { folder, env, input }: Surroundings,
): Promise<Ended> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const undo = [
    inFolder(folder),
    withVariables(env),
    put("argv", [process.execPath, "meshplan", ...args]),
    put("stdin", Readable.from(input === "" ? [] : [Buffer.from(input)])),
    put("stdout", stdout),
    put("stderr", stderr),
  ];
  try {
    const code = await run(args);
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    for (const one of undo.reverse()) one();
  }
}

/** A stream like a pipe that is always read; it has no number. */
class Kept extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}

function put(name: "argv" | "stdin" | "stdout" | "stderr", value: unknown): () => void {
  const original = Object.getOwnPropertyDescriptor(process, name);
  if (original === undefined) throw new Error(`this process has no ${name}`);
  Object.defineProperty(process, name, { ...flags(original), value });
  return () => {
    Object.defineProperty(process, name, original);
  };
}

const flags = ({ enumerable }: PropertyDescriptor): PropertyDescriptor => ({
  configurable: true,
  writable: true,
  ...(enumerable === undefined ? {} : { enumerable }),
});

function inFolder(folder: string): () => void {
  const original = process.cwd();
  process.chdir(folder);
  return () => {
    process.chdir(original);
  };
}

/** One by one: what is not JavaScript, such as `homedir`, reads the variables of the process and not the object. */
function withVariables(env: Readonly<Record<string, string>>): () => void {
  const original = { ...process.env };
  const become = (wanted: NodeJS.ProcessEnv): void => {
    for (const name of Object.keys(process.env))
      if (wanted[name] === undefined) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, wanted);
  };
  become(env);
  return () => {
    become(original);
  };
}
