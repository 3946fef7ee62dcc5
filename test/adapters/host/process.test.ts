import { describe, expect, test } from "vitest";
import { runProcess } from "../../../src/adapters/host/process.ts";
import { CALL, phone } from "../kubernetes/phone.ts";

const NODE = process.execPath;
const LIMITS = { timeoutMilliseconds: 20_000, outputLimit: 1000, env: process.env };

const script = (code: string, options: Partial<Parameters<typeof runProcess>[2]> = {}) =>
  runProcess(NODE, ["-e", code], { ...LIMITS, ...options });

describe("a program", () => {
  test("gets its input and tells its output, errors and exit code", async () => {
    const code = "process.stdin.pipe(process.stdout); console.error('bad'); process.exitCode = 3";
    expect(await script(code, { input: "hello" })).toEqual({
      kind: "exited",
      code: 3,
      stdout: "hello",
      stderr: "bad\n",
    });
  });

  test("may leave its input unread", async () => {
    const input = "x".repeat(1_000_000);
    expect(await script("process.exit(0)", { input })).toMatchObject({ kind: "exited", code: 0 });
  });

  test("takes its arguments as they are: there is no shell", async () => {
    const result = await runProcess(NODE, ["-p", "process.argv[1]", "$HOME; `id`"], LIMITS);
    expect(result).toMatchObject({ stdout: "$HOME; `id`\n" });
  });

  test("gets variables by default, unless they are set", async () => {
    const code = "console.log(process.env.GOGC, process.env.PATH !== undefined)";
    const defaults = { GOGC: "200" };
    expect(await script(code, { defaults })).toMatchObject({ stdout: "200 true\n" });
    const env = { ...process.env, GOGC: "50" };
    expect(await script(code, { defaults, env })).toMatchObject({ stdout: "50 true\n" });
  });

  test("that is not there, is a result", async () => {
    expect(await runProcess("/nowhere/program", [], LIMITS)).toEqual({
      kind: "not-started",
      reason: "ENOENT",
    });
  });

  test("that says too much is ended", async () => {
    expect(await script("setInterval(() => console.log('x'.repeat(500)), 1)")).toEqual({
      kind: "too-much-output",
    });
  });

  test("that does not end is ended", async () => {
    const result = await script("setInterval(() => 0, 1000)", { timeoutMilliseconds: 300 });
    expect(result).toMatchObject({ kind: "timeout" });
  });

  test("ends with the signal, and the reason is thrown", async () => {
    const stop = new AbortController();
    const running = script("setInterval(() => 0, 1000)", { signal: stop.signal });
    const reason = new Error("stopped by the user");
    stop.abort(reason);
    await expect(running).rejects.toBe(reason);
  });
});

describe("what a program starts", () => {
  const shell = (line: string, port: number, options = {}) =>
    runProcess("/bin/sh", ["-c", line, NODE, CALL, String(port)], { ...LIMITS, ...options });

  test("is ended with it", async () => {
    const home = await phone();
    const stop = new AbortController();
    const running = shell('"$0" -e "$1" "$2"; true', home.port, { signal: stop.signal });
    const ended = expect(running).rejects.toThrow("enough");
    const call = await home.called;
    stop.abort(new Error("enough"));
    await ended;
    await call.over;
  });

  test("is ended when the time of the program is over, which nothing it holds open can lengthen", async () => {
    const home = await phone();
    const running = shell('"$0" -e "$1" "$2" & wait', home.port, { timeoutMilliseconds: 2000 });
    const call = await home.called;
    expect(await running).toMatchObject({ kind: "timeout" });
    await call.over;
  });

  test("is ended with it where it has a session of its own, and what that one started, too", async () => {
    // Elsewhere nothing tells whose child it is.
    if (process.platform !== "linux") return;
    const home = await phone();
    const stop = new AbortController();
    const leave = `require("node:child_process").spawn(process.execPath, ["-e", ...process.argv.slice(1)], { detached: true, stdio: "ignore" });
      setInterval(() => 0, 1000);`;
    const code = ["-e", leave, leave, CALL, String(home.port)];
    const running = runProcess(NODE, code, { ...LIMITS, signal: stop.signal });
    const ended = expect(running).rejects.toThrow("enough");
    const call = await home.called;
    stop.abort(new Error("enough"));
    await ended;
    await call.over;
  });

  test("goes on after a good end, and is not waited for", async () => {
    const home = await phone();
    const line = 'echo out; "$0" -e "$1" "$2" & read -r _';
    const running = shell(line, home.port, { input: "" });
    const call = await home.called;
    // An end of input makes `read` fail, and the shell ends with its code.
    expect(await running).toMatchObject({ kind: "exited", stdout: "out\n" });
    call.hangUp();
    await call.over;
  });

  test("has no terminal to ask on", async () => {
    const result = await runProcess("/bin/sh", ["-c", ": < /dev/tty"], LIMITS);
    expect(result).toMatchObject({ kind: "exited" });
    expect(result.kind === "exited" && result.code).not.toBe(0);
  });
});
