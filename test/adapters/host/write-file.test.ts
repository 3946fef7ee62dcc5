import { execFileSync } from "node:child_process";
import {
  chmod,
  lstat,
  readdir,
  readFile,
  stat,
  symlink,
  writeFile as plant,
} from "node:fs/promises";
import type * as fsPromises from "node:fs/promises";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../kubernetes/api-server.ts";

/** Called with every path that was opened, while whoever opened it waits. */
const gate = vi.hoisted(() => ({ opened: (_: string): void => undefined }));
vi.mock("node:fs/promises", async (original) => {
  const disk = await original<typeof fsPromises>();
  return {
    ...disk,
    open: async (...args: Parameters<typeof disk.open>) => {
      const file = await disk.open(...args);
      gate.opened(String(args[0]));
      return file;
    },
  };
});
const { openLog, writeFile } = await import("../../../src/adapters/host/write-file.ts");

afterEach(() => {
  gate.opened = () => undefined;
});

/** The temporary file in a folder while it is written. */
function onTemporary(act: (name: string) => void): void {
  gate.opened = (path) => {
    if (path.endsWith(".tmp")) act(basename(path));
  };
}

describe("writing a file", () => {
  test.each([0o600, 0o644] as const)(
    "gives it the mode %o, whatever the old one had",
    async (mode) => {
      const path = join(await temporaryFolder(), "file");
      await plant(path, "old");
      await chmod(path, 0o666);
      await writeFile(path, "new", { mode });
      expect((await stat(path)).mode & 0o777).toBe(mode);
    },
  );

  test("never twice under one temporary name, so that none can be planted", async () => {
    const folder = await temporaryFolder();
    const names = new Set<string>();
    onTemporary((name) => names.add(name));
    for (let time = 0; time < 5; time += 1)
      await writeFile(join(folder, "file"), "x", { mode: 0o644 });
    expect(names.size).toBe(5);
    for (const name of names) expect(name).toMatch(/^file\.[0-9a-f]{18}\.tmp$/);
    expect(await readdir(folder)).toEqual(["file"]);
  });

  test("leaves nothing where a signal ends the process, and the signal still does", async () => {
    const folder = await temporaryFolder();
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const left: unknown[] = [];
    onTemporary((name) => {
      left.push(readdirSync(folder).includes(name));
      process.emit("SIGTERM", "SIGTERM");
      left.push(readdirSync(folder), kill.mock.calls.at(-1));
    });
    try {
      const writing = writeFile(join(folder, "file"), "x", { mode: 0o600 });
      await expect(writing).rejects.toMatchObject({ code: "MP9006" });
      expect(left).toEqual([true, [], [process.pid, "SIGTERM"]]);
      expect(await readdir(folder)).toEqual([]);
    } finally {
      kill.mockRestore();
    }
  });

  test("goes on where somebody else listens to the signal", async () => {
    const folder = await temporaryFolder();
    const heard = vi.fn();
    process.on("SIGTERM", heard);
    onTemporary(() => process.emit("SIGTERM", "SIGTERM"));
    try {
      await writeFile(join(folder, "file"), "x", { mode: 0o600 });
      expect(heard).toHaveBeenCalledOnce();
      expect(await readdir(folder)).toEqual(["file"]);
    } finally {
      process.off("SIGTERM", heard);
    }
  });

  test("listens to no signal when it is done", async () => {
    const before = process.listenerCount("SIGTERM");
    const folder = await temporaryFolder();
    const many = Array.from({ length: 20 }, (_, index) =>
      writeFile(join(folder, String(index)), "x", { mode: 0o600 }),
    );
    await Promise.all(many);
    expect(process.listenerCount("SIGTERM")).toBe(before);
    expect(process.listenerCount("exit")).toBeLessThan(10);
  });
});

describe("opening a log", () => {
  test("empties the file and takes it from everybody else", async () => {
    const path = join(await temporaryFolder(), "events.jsonl");
    await plant(path, "old", { mode: 0o666 });
    await chmod(path, 0o666);
    const file = await openLog(path);
    await file.append("a\n");
    await file.close();
    expect(await readFile(path, "utf8")).toBe("a\n");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test("follows no link", async () => {
    const folder = await temporaryFolder();
    await plant(join(folder, "victim"), "precious");
    await symlink("victim", join(folder, "events.jsonl"));
    await expect(openLog(join(folder, "events.jsonl"))).rejects.toMatchObject({ code: "MP9017" });
    expect(await readFile(join(folder, "victim"), "utf8")).toBe("precious");
  });

  test("refuses a pipe that nobody reads", { timeout: 60_000 }, async () => {
    const path = join(await temporaryFolder(), "pipe");
    execFileSync("mkfifo", [path]);
    await expect(openLog(path)).rejects.toMatchObject({
      code: "MP9006",
      message: `nobody reads the pipe ${path}: nobody came for 5 s`,
    });
  });

  test("takes pipes, and the links of the kernel to what is open already", async () => {
    const path = join(await temporaryFolder(), "pipe");
    execFileSync("mkfifo", [path]);
    const [file, reader] = await Promise.all([openLog(path), openForReading(path)]);
    expect((await lstat(path)).isFIFO()).toBe(true);
    await file.close();
    await reader.close();
    await (await openLog("/dev/null")).close();
    const other = await openForReading(join(await temporaryFolder(), "log"), "w");
    await (await openLog(`/proc/self/fd/${String(other.fd)}`)).close();
    await other.close();
  });

  /** One more than a pipe holds, whatever the system. */
  const MORE_THAN_A_PIPE = 2 ** 21;

  test("gives up a pipe that somebody opened and does not read", { timeout: 60_000 }, async () => {
    const path = join(await temporaryFolder(), "pipe");
    execFileSync("mkfifo", [path]);
    // For reading and writing, which waits for nobody.
    const idle = await openForReading(path, "r+");
    const file = await openLog(path);
    await file.append("what fits is no reason to wait\n");
    await expect(file.append("x".repeat(MORE_THAN_A_PIPE))).rejects.toMatchObject({
      code: "EAGAIN",
    });
    await file.close();
    await idle.close();
  });

  test("gives a pipe all of a long text, piece by piece", async () => {
    const path = join(await temporaryFolder(), "pipe");
    execFileSync("mkfifo", [path]);
    const whole = openForReading(path).then(async (reader) => {
      const text = await reader.readFile("utf8");
      await reader.close();
      return text;
    });
    const file = await openLog(path);
    const text = "é".repeat(MORE_THAN_A_PIPE / 4);
    for (const part of [text, "a\n", text]) await file.append(part);
    await file.close();
    expect((await whole) === `${text}a\n${text}`).toBe(true);
  });
});

async function openForReading(path: string, flags = "r") {
  const { open } = await import("node:fs/promises");
  return await open(path, flags);
}
