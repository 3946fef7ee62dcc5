import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { afterEach, expect, test } from "vitest";
import { noticeText } from "../../scripts/notice.mjs";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The notice of a bundle that holds one package, with these files. */
async function noticeOf(files: Readonly<Record<string, string>>): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "meshplan-notice-"));
  folders.push(root);
  const folder = join(root, "node_modules", "left-pad");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const inputs = { "node_modules/left-pad/index.js": { bytesInOutput: 7 } };
  const output = { inputs, bytes: 7, imports: [], exports: [] };
  const metafile: Metafile = { inputs: {}, outputs: { "dist/meshplan.js": output } };
  return await noticeText(metafile, root);
}

const described = (license?: string): string =>
  JSON.stringify({
    name: "left-pad",
    version: "1.0.0",
    ...(license === undefined ? {} : { license }),
  });

test("a package ships with its name, version and licence", async () => {
  const text = await noticeOf({
    "package.json": described("MIT"),
    "LICENSE.md": "Do as you like.\r\n",
  });
  expect(text).toContain("left-pad 1.0.0 (MIT)\n\nDo as you like.\n");
});

test.each([
  ["names no licence", { "package.json": described(), LICENSE: "Do as you like." }],
  ["has no text of it", { "package.json": described("MIT") }],
  ["has an empty text", { "package.json": described("MIT"), LICENSE: "\n" }],
])("the build fails where a package %s", async (_, files) => {
  await expect(noticeOf(files)).rejects.toThrow("left-pad 1.0.0 cannot be shipped");
});
