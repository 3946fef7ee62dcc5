// The licences of everything that is bundled into dist/, for dist/NOTICE. Read from what esbuild really took in,
// so a package that is tree-shaken away or added later needs no list to be kept.
// What others wrote and stands in data/ says in a README of its own where it comes from and what was changed.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/;
const DATA_FOLDER = /^data\/[^/]+/;
const LICENCE_FILE = /^(licen[cs]e|copying)([.-].*)?$/i;

/** Packages that name a licence and ship no text of it, with the text that stands in their repository at that version. */
const OF_RECORD = {
  // github.com/facebook/yoga, tag v3.2.1, LICENSE
  "yoga-layout 3.2.1": "licences/yoga-layout-3.2.1.txt",
  // Of Python's module, which it is a port of: docs.python.org/license.html, to which its package.json leads.
  "@ewoudenberg/difflib 0.1.0": "licences/ewoudenberg-difflib-0.1.0.txt",
};

/** What packages have compiled into them and name no licence for. */
const WITHIN = {
  "@hpcc-js/wasm-graphviz 1.29.2": "licences/graphviz-16.1.0.txt",
};

/**
 * Text of dist/NOTICE: one section per bundled package, sorted by name, each with its licence as shipped. Fails where a package names
 * no licence or ships no text of one: then its text of record has to be found, or the package has to go.
 */
export async function noticeText(metafile, root) {
  const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0),
  );
  const foldersOf = (pattern) => [
    ...new Set(bundled.flatMap((path) => pattern.exec(path)?.[0] ?? [])),
  ];
  const sections = await Promise.all([
    ...foldersOf(PACKAGE_FOLDER).map((folder) => section(join(root, folder))),
    ...foldersOf(DATA_FOLDER).map((folder) => dataSection(folder, root)),
  ]);
  sections.sort((a, b) => (a.title < b.title ? -1 : 1));
  return [
    "meshplan is licensed under the Apache License, Version 2.0.",
    "Its command contains the following packages, under the licences that follow each name.",
    "",
    ...sections.map(({ title, text }) => `${"=".repeat(80)}\n${title}\n\n${text}\n`),
  ].join("\n");
}

async function dataSection(folder, root) {
  const text = (await readFile(join(root, folder, "README.md"), "utf8")).trim();
  return { title: `${folder} (Apache-2.0)`, text };
}

async function section(folder) {
  const { name, version, ...named } = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  );
  // The list is how packages named their licences before npm 2.
  const license = named.license ?? named.licenses?.map(({ type }) => type).join(" OR ");
  const file = (await readdir(folder)).find((entry) => LICENCE_FILE.test(entry));
  const record = OF_RECORD[`${name} ${version}`];
  const path =
    file === undefined ? record && join(import.meta.dirname, record) : join(folder, file);
  const read = path === undefined ? "" : await readFile(path, "utf8");
  const text = read.replaceAll("\r\n", "\n").trim();
  if (typeof license !== "string" || license === "" || text === "")
    throw new Error(
      `${name} ${version} cannot be shipped: its licence is ${license}, the text of it ${path ?? "missing"}`,
    );
  const within = WITHIN[`${name} ${version}`];
  const more =
    within === undefined ? "" : await readFile(join(import.meta.dirname, within), "utf8");
  return { title: `${name} ${version} (${license})`, text: `${text}\n\n${more}`.trim() };
}
