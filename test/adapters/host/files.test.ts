import { generateKeyPairSync } from "node:crypto";
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { nodeFiles } from "../../../src/adapters/host/files.ts";
import { SecretRegistry } from "../../../src/util/secret-registry.ts";
import { PROGRAM } from "../../cli/program.ts";
import { temporaryFolder } from "../kubernetes/api-server.ts";

const SLOW = { timeout: 60_000 };

describe("reading", () => {
  test("any text comes back as it was written", async () => {
    const path = join(await temporaryFolder(), "file");
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
        await nodeFiles().writePrivate(path, text);
        expect(await nodeFiles().read(path)).toBe(text.replace(/^\uFEFF/, ""));
      }),
      { numRuns: 25 },
    );
  });

  test("a dash is standard input", async () => {
    async function* input() {
      yield Buffer.from("gr\xc3", "latin1");
      yield Buffer.from("\xb6sser", "latin1");
      await Promise.resolve();
    }
    expect(await nodeFiles({ stdin: input() }).read("-")).toBe("grösser");
  });

  test("a pipe is read to its end, though it tells no size", async () => {
    const path = join(await temporaryFolder(), "pipe");
    execFileSync("mkfifo", [path]);
    const text = "meshplan\n".repeat(20_000);
    const [read] = await Promise.all([nodeFiles().read(path), writeFile(path, text)]);
    expect(read).toBe(text);
  });

  test("a named pipe without a writer is told of, and then refused", SLOW, async () => {
    const path = join(await temporaryFolder(), "pipe");
    execFileSync("mkfifo", [path]);
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, "validate", path], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(
      `Waiting for what writes to ${path}.\n` +
        `error MP9131: nobody writes to the pipe ${path}: nothing came for 5 s\n` +
        `  help: see what it is: ls -l ${path}\n`,
    );
  });

  test.each([
    ["silent at once", [], /nothing came for 5 s/],
    ["silent after a byte", [4_000], /nothing came for 5 s/],
    [
      "never silent for long, and never ended",
      Array<number>(20).fill(4_000),
      /has no end: .* 60 s/,
    ],
  ])("a named pipe that its writer keeps open is refused: %s", async (_, pauses, why) => {
    const path = join(await temporaryFolder(), "pipe");
    execFileSync("mkfifo", [path]);
    // Whoever opens a pipe for both is a writer and waits for no reader.
    const writer = openSync(path, constants.O_RDWR);
    vi.useFakeTimers();
    try {
      const reading = nodeFiles()
        .read(path)
        .catch((error: unknown) => error);
      for (const pause of pauses) {
        await vi.advanceTimersByTimeAsync(pause);
        writeSync(writer, "x");
      }
      await vi.advanceTimersByTimeAsync(6_000);
      const error = await reading;
      expect(error).toMatchObject({ code: "MP9131" });
      expect(String(error)).toMatch(why);
    } finally {
      vi.useRealTimers();
      closeSync(writer);
    }
  });

  test("a process substitution is read like a file, also when nothing is in it", () => {
    // The reader is a process of its own: /dev/fd/N is of who reads it.
    const read = (line: string): string =>
      execFileSync("/bin/bash", ["-c", `node "$0" validate ${line} 2>&1; true`, PROGRAM], {
        encoding: "utf8",
      });
    expect(read("<(echo 'mesh: [')")).toMatch(/^error MP0103: /);
    expect(read("<(true)")).toMatch(/^error MP01\d\d: /);
  });

  test("bytes that are not UTF-8 are refused", async () => {
    const path = join(await temporaryFolder(), "file");
    await writeFile(path, Buffer.from([0x61, 0xff, 0x62]));
    await expect(nodeFiles().read(path)).rejects.toMatchObject({ code: "MP0102" });
  });

  test("a missing file and a folder say what they are", async () => {
    const folder = await temporaryFolder();
    const missing = nodeFiles().read(join(folder, "gone"));
    await expect(missing).rejects.toMatchObject({ code: "MP9001" });
    await expect(nodeFiles().read(folder)).rejects.toMatchObject({
      code: "MP9003",
      nextSteps: [`name a file in it, for example ${join(folder, "mesh.yaml")}`],
    });
  });
});

describe("writing", () => {
  test("nobody else can read the file, and nothing else is left behind", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "plan");
    await writeFile(path, "old");
    await chmod(path, 0o644);
    await nodeFiles().writePrivate(path, "new");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, "utf8")).toBe("new");
    expect(await readdir(folder)).toEqual(["plan"]);
  });

  test("where it fails, the old file stays and no half file is left", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "plan");
    await mkdir(path);
    await writeFile(join(path, "inside"), "");
    await expect(nodeFiles().writePrivate(path, "new")).rejects.toMatchObject({ code: "MP9006" });
    expect(await readdir(folder)).toEqual(["plan"]);
    const nowhere = nodeFiles().writePrivate(join(folder, "no", "plan"), "new");
    await expect(nowhere).rejects.toMatchObject({
      code: "MP9006",
      nextSteps: [`make its folder first: mkdir -p ${join(folder, "no")}`],
    });
  });
});

describe("a symbolic link at the destination", () => {
  test.each([
    ["to a file", "file"],
    ["to nothing", "nowhere"],
    ["to a folder", "."],
    ["to itself", "link"],
  ])("%s is refused, and what it leads to stays", async (_, to) => {
    const folder = await temporaryFolder();
    const path = join(folder, "link");
    await writeFile(join(folder, "file"), "old");
    await symlink(to, path);
    for (const how of ["writePrivate", "createPrivate"] as const)
      await expect(nodeFiles()[how](path, "new")).rejects.toMatchObject({
        code: "MP9017",
        nextSteps: [`name what it leads to (readlink -f ${path}), or remove the link`],
      });
    expect((await readdir(folder)).sort()).toEqual(["file", "link"]);
    expect(await readFile(join(folder, "file"), "utf8")).toBe("old");
  });
});

test.each(["pipe", "link"])("a pipe is never replaced by a file: %s", async (name) => {
  const folder = await temporaryFolder();
  execFileSync("mkfifo", [join(folder, "pipe")]);
  await symlink("pipe", join(folder, "link"));
  const path = join(folder, name);
  await expect(nodeFiles().writePrivate(path, "new")).rejects.toMatchObject({
    code: "MP9006",
    message: `${path} is no file (a pipe or a device) and is not replaced`,
  });
  expect((await lstat(join(folder, "pipe"))).isFIFO()).toBe(true);
  expect((await readdir(folder)).sort()).toEqual(["link", "pipe"]);
});

describe("private keys", () => {
  test.each([0o640, 0o604, 0o660, 0o602, 0o610])(
    "that others may touch (%o) are refused, with what to type",
    async (mode) => {
      const path = join(await temporaryFolder(), "the key.pem");
      await writeFile(path, "secret");
      await chmod(path, mode);
      await expect(nodeFiles().readPrivate(path)).rejects.toMatchObject({
        code: "MP9240",
        nextSteps: [`chmod 600 '${path}'`],
      });
    },
  );

  test("come back as they were made, and are for their owner alone", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "key.pem");
    expect(await nodeFiles().readPrivate(path)).toBeUndefined();
    await nodeFiles().createPrivate(path, "secret");
    expect(await nodeFiles().readPrivate(path)).toBe("secret");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["key.pem"]);
  });

  test("never take the place of a file, whatever it is", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "key.pem");
    await writeFile(path, "somebody else's");
    await expect(nodeFiles().createPrivate(path, "secret")).rejects.toMatchObject({
      code: "MP9243",
    });
    expect(await readFile(path, "utf8")).toBe("somebody else's");
    expect(await readdir(folder)).toEqual(["key.pem"]);
  });

  test("are not looked for in folders", async () => {
    const path = join(await temporaryFolder(), "folder");
    await mkdir(path);
    await expect(nodeFiles().readPrivate(path)).rejects.toMatchObject({ code: "MP9003" });
  });
});

test("a private key is known as a secret once it was read or made", async () => {
  const path = join(await temporaryFolder(), "key.pem");
  const pem = generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ format: "pem", type: "pkcs8" })
    .toString();
  const [made, read] = [new SecretRegistry(), new SecretRegistry()];
  await nodeFiles({ secrets: made }).createPrivate(path, pem);
  await nodeFiles({ secrets: read }).readPrivate(path);
  expect([made.holds(pem), read.holds(pem)]).toEqual([true, true]);
});
