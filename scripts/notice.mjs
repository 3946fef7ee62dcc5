// The licences of everything that is bundled into dist/, for dist/NOTICE. Read from what esbuild really took in,
// so a package that is tree-shaken away or added later needs no list to be kept.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/;
const LICENCE_FILE = /^(licen[cs]e|copying)([.-].*)?$/i;

/** Text of dist/NOTICE: one section per bundled package, sorted by name, each with its licence as shipped. */
export async function noticeText(metafile, root) {
  const folders = new Set();
  for (const output of Object.values(metafile.outputs))
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = PACKAGE_FOLDER.exec(path)?.[0];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  const sections = await Promise.all([...folders].map((folder) => section(join(root, folder))));
  sections.sort((a, b) => (a.title < b.title ? -1 : 1));
  return [
    "meshplan is licensed under the Apache License, Version 2.0.",
    "Its command contains the following packages, under the licences that follow each name.",
    "",
    ...sections.map(({ title, text }) => `${"=".repeat(80)}\n${title}\n\n${text}\n`),
  ].join("\n");
}

async function section(folder) {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  );
  const file = (await readdir(folder)).find((entry) => LICENCE_FILE.test(entry));
  const text =
    file === undefined
      ? `(no licence file; package.json says ${license})`
      : (await readFile(join(folder, file), "utf8")).replaceAll("\r\n", "\n").trim();
  return { title: `${name} ${version} (${license})`, text };
}
