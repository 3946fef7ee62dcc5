// Writes docs/diagnostics.md from the table of codes. `--check` only says whether the page is current.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const page = new URL("docs/diagnostics.md", root);

const GROUPS = [
  ["MP01", "Syntax of the mesh file"],
  ["MP02", "Shape of the mesh file"],
  ["MP03", "Values of the mesh file"],
  ["MP04", "Rules of the mesh"],
  ["MP05", "The plan"],
  ["MP06", "The plan, further checks"],
  ["MP90", "Files and arguments"],
  ["MP91", "Clusters"],
  ["MP92", "Rendering"],
  ["MP93", "Applying"],
  ["MP", "Others"],
];

const INTRODUCTION = `# Diagnostics

Every problem meshplan reports has a code. This page is generated from \`src/diagnostics/codes/\` by
\`node scripts/diagnostics-doc.mjs\`; \`meshplan explain CODE\` prints the same text. Codes are never reused.
`;

/** The page for a table of codes. */
export function diagnosticsPage(codes) {
  const left = new Map(Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1)));
  const sections = [INTRODUCTION];
  for (const [prefix, title] of GROUPS) {
    const members = [...left].filter(([code]) => code.startsWith(prefix));
    if (members.length > 0) sections.push(`## ${title}\n`);
    for (const [code, { severity, title: headline, explanation }] of members) {
      left.delete(code);
      const kind = severity === "warning" ? " (a warning)" : "";
      sections.push(`### ${code}: ${headline}${kind}\n\n${explanation}\n`);
    }
  }
  return sections.join("\n");
}

async function readCodes() {
  const esbuild = await import("esbuild");
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL("src/diagnostics/codes.ts", root))],
    bundle: true,
    format: "esm",
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString("base64");
  const { CODES } = await import(`data:text/javascript;base64,${code}`);
  return CODES;
}

async function main() {
  const wanted = diagnosticsPage(await readCodes());
  if (process.argv.includes("--check")) {
    const current = await readFile(page, "utf8").catch(() => "");
    process.exitCode = current === wanted ? 0 : 1;
    if (current !== wanted)
      console.error("docs/diagnostics.md is old: node scripts/diagnostics-doc.mjs");
    return;
  }
  await writeFile(page, wanted);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
