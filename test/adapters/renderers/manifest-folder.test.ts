import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeFolder } from "../../../src/adapters/renderers/manifest-folder.ts";
import { temporaryFolder } from "../kubernetes/api-server.ts";

const LINE = "# rendered for mesh1";
const OTHER = "# rendered for mesh2";
const file = (text: string, line = LINE): string => `${line}\n${text}\n`;

/** Everything in a folder, by path. */
async function contentOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const paths = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = paths.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const texts = files.map(async (path): Promise<[string, string]> => [
    path.slice(folder.length + 1),
    await readFile(path, "utf8"),
  ]);
  return new Map((await Promise.all(texts)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const tree = fc
  .dictionary(
    fc.constantFrom("east/10-a.yaml", "east/30-b.yaml", "west/10-a.yaml", "west/70-c.yaml"),
    fc.string(),
  )
  .map((texts) => new Map(Object.entries(texts).map(([path, text]) => [path, file(text)])));

describe("a folder of rendered files", () => {
  test("holds exactly the last render, whatever was rendered before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(tree, { minLength: 1, maxLength: 4 }), async (renders) => {
        const folder = join(await temporaryFolder(), "new", "manifests");
        for (const files of renders) await writeFolder(folder, files, LINE);
        const last = renders.at(-1) ?? new Map<string, string>();
        const present = last.size === 0 ? new Map() : await contentOf(folder);
        expect([...present]).toEqual([...last].sort(([a], [b]) => (a < b ? -1 : 1)));
      }),
      { numRuns: 20 },
    );
  });

  test("is not written again where nothing changed, and its files are for everybody to read", async () => {
    const folder = await temporaryFolder();
    const files = new Map([["east/10-a.yaml", file("a")]]);
    expect(await writeFolder(folder, files, LINE)).toEqual({
      written: 1,
      unchanged: 0,
      removed: 0,
    });
    const path = join(folder, "east/10-a.yaml");
    await utimes(path, 1, 1);
    expect(await writeFolder(folder, files, LINE)).toEqual({
      written: 0,
      unchanged: 1,
      removed: 0,
    });
    const { mtimeMs, mode } = await stat(path);
    expect(mtimeMs).toBe(1000);
    expect(mode & 0o044).not.toBe(0);
  });

  test("keeps what others put into it, and loses the folder of a cluster that left", async () => {
    const folder = await temporaryFolder();
    const both = new Map(["east/10-a.yaml", "west/10-a.yaml"].map((path) => [path, file("a")]));
    await writeFolder(folder, both, LINE);
    await mkdir(join(folder, "deep/east"), { recursive: true });
    const kept = new Map([
      ["README.md", "about"],
      ["deep/east/10-a.yaml", file("of another render, further down")],
      ["east/kustomization.yaml", "resources: []"],
      ["east/20-mine.yaml", file("mine", OTHER)],
    ]);
    for (const [path, text] of kept) await writeFile(join(folder, path), text);
    const east = new Map([["east/30-b.yaml", file("b")]]);
    expect(await writeFolder(folder, east, LINE)).toEqual({ written: 1, unchanged: 0, removed: 2 });
    const present = await contentOf(folder);
    expect([...present.keys()]).toEqual([...kept.keys(), "east/30-b.yaml"].sort());
    expect(await readdir(folder)).not.toContain("west");
  });
});

describe("nothing is written", () => {
  const files = new Map([["east/10-a.yaml", file("a")]]);
  const refused = async (folder: string, message: RegExp): Promise<void> => {
    const before = await contentOf(folder);
    await expect(writeFolder(folder, files, LINE)).rejects.toMatchObject({
      code: "MP9006",
      message: expect.stringMatching(message) as unknown,
    });
    expect([...(await contentOf(folder))]).toEqual([...before]);
  };

  test("into a folder of somebody else's, or of another mesh", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "notes.txt"), "mine");
    await refused(folder, /holds files that meshplan render did not write .*notes\.txt/);
    const other = await temporaryFolder();
    await writeFolder(other, new Map([["west/10-a.yaml", file("a", OTHER)]]), OTHER);
    await refused(other, /west\/10-a\.yaml/);
  });

  test("over a file of somebody else's, beside files of ours", async () => {
    const folder = await temporaryFolder();
    await writeFolder(folder, new Map([["west/10-a.yaml", file("a")]]), LINE);
    await mkdir(join(folder, "east"));
    await writeFile(join(folder, "east/10-a.yaml"), "mine");
    await refused(folder, /did not write .*east\/10-a\.yaml, and will not write over it/);
  });

  test("through a link, to wherever it leads", async () => {
    const folder = await temporaryFolder();
    const elsewhere = await temporaryFolder();
    await writeFolder(folder, new Map([["west/10-a.yaml", file("a")]]), LINE);
    await symlink(elsewhere, join(folder, "east"));
    await refused(folder, /did not write .*east, and/);
    expect(await readdir(elsewhere)).toEqual([]);
  });

  test("where the folder is a file", async () => {
    const path = join(await temporaryFolder(), "file");
    await writeFile(path, "x");
    await expect(writeFolder(path, files, LINE)).rejects.toMatchObject({ code: "MP9006" });
  });
});

describe("planted links", () => {
  const wanted = new Map([["east/10-a.yaml", file("a")]]);

  test("in the place of a temporary file is left alone, with what it leads to", async () => {
    const folder = await temporaryFolder();
    const victim = join(await temporaryFolder(), "victim");
    await writeFile(victim, "precious");
    await writeFolder(folder, new Map([["east/10-a.yaml", file("before")]]), LINE);
    await symlink(victim, join(folder, "east", "10-a.yaml.tmp"));
    await writeFolder(folder, wanted, LINE);
    expect(await readFile(victim, "utf8")).toBe("precious");
    expect(await readFile(join(folder, "east", "10-a.yaml"), "utf8")).toBe(file("a"));
  });

  test("in the place of the folder is refused", async () => {
    const folder = join(await temporaryFolder(), "link");
    const elsewhere = await temporaryFolder();
    await symlink(elsewhere, folder);
    await expect(writeFolder(folder, wanted, LINE)).rejects.toMatchObject({ code: "MP9017" });
    expect(await readdir(elsewhere)).toEqual([]);
  });
});
