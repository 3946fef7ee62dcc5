import { VERSION } from "./version.ts";

const args = process.argv.slice(2);
const NAMES = { stdout: "standard output", stderr: "standard error" };
const lost: { readonly name: string; readonly error: Error }[] = [];
// `meshplan plan | head` closes the pipe early (EPIPE), a lost SSH session its terminal (EIO): that is the reader's right, not
// an error. The command continues unseen, so that an apply ends as it would have, and its exit code is true. Text that a full
// disk did not take is reported at the end.
for (const name of ["stdout", "stderr"] as const)
  process[name].on("error", (error: NodeJS.ErrnoException) => {
    const isLeft = error.code === "EPIPE" || (error.code === "EIO" && process[name].isTTY);
    if (!isLeft) lost.push({ name: NAMES[name], error });
  });
process.once("beforeExit", () => {
  const [first] = lost;
  if (first !== undefined) void tellLost(first);
});

// Node would print a page of the bundle's source and every member of the error. The first error is reported like every bug.
for (const name of ["unhandledRejection", "uncaughtException"] as const)
  process.once(name, (error: unknown) => {
    process.on(name, () => undefined);
    void tellCrash(error);
  });

if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  process.stdout.write(`${VERSION}\n`);
} else {
  void start();
}

/** Not at the top level: the bundle is CommonJS, which cannot wait there. */
async function start(): Promise<void> {
  const { run } = await import("./program.ts");
  process.exitCode = await run(args);
}

async function tellCrash(error: unknown): Promise<void> {
  const { explainCrash } = await import("./program.ts");
  await explainCrash(error, args);
}

async function tellLost({ name, error }: (typeof lost)[number]): Promise<void> {
  const { explainLost } = await import("./program.ts");
  const code = await explainLost(name, error, args);
  if ((process.exitCode ?? 0) === 0) process.exitCode = code;
}
