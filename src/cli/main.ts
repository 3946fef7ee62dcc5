import { VERSION } from "./version.ts";

// Ink knows only FORCE_COLOR; it has to be set before Ink is loaded.
if ((process.env["NO_COLOR"] ?? "") !== "" || process.argv.includes("--no-color")) {
  process.env["FORCE_COLOR"] = "0";
}
// `meshplan plan | head` closes the pipe early (EPIPE), a lost SSH session its terminal (EIO): that is the reader's right, not
// an error. What runs goes on unseen, so that an apply ends as it would have, and its exit code is true.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });

const args = process.argv.slice(2);
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
