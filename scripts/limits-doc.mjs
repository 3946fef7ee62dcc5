// Writes docs/limits.md from the table of limits. A test says whether the page is current.
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";

const root = new URL("../", import.meta.url);
const page = fileURLToPath(new URL("docs/limits.md", root));

const INTRODUCTION = `# Limits

Nothing that comes from outside may be of any size, take any time or come any number of times: not what API servers answer, not
files, not the programs that meshplan runs. This page is generated from \`src/util/limits.ts\` by \`node scripts/limits-doc.mjs\`.
No limit is a setting. The codes stand in [diagnostics](diagnostics.md).
`;

const UNITS = {
  bytes: (most) => (most >= 1024 * 1024 ? `${most / 1024 / 1024} MiB` : `${most / 1024} KiB`),
  milliseconds: (most) => `${most / 1000} s`,
};

/** The page for a table of limits. */
export async function limitsPage(limits) {
  const rows = Object.values(limits).map(({ of, most, unit, beyond }) => {
    const amount = UNITS[unit]?.(most) ?? `${most.toLocaleString("en-US")} ${unit}`;
    return `| ${of} | ${amount} | ${beyond} |`;
  });
  const text = [INTRODUCTION, "| what | limit | beyond it |", "|---|---|---|", ...rows].join("\n");
  return await format(text, { ...(await resolveConfig(page)), parser: "markdown" });
}

async function readLimits() {
  const esbuild = await import("esbuild");
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL("src/util/limits.ts", root))],
    bundle: true,
    format: "esm",
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString("base64");
  const { LIMITS } = await import(`data:text/javascript;base64,${code}`);
  return LIMITS;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(page, await limitsPage(await readLimits()));
