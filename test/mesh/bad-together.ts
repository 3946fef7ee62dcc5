import { readdirSync, readFileSync } from "node:fs";
import { positionAt, sourceOf } from "../../src/diagnostics/source.ts";
import { blocksIn } from "../../src/mesh/blocks.ts";
import { loadMesh } from "../../src/mesh/load.ts";

/** A bad example, apart: its own clusters and networks, and what it says of the whole mesh. */
export interface Example {
  readonly name: string;
  readonly clusters: string;
  readonly networks: string;
  /** By key. */
  readonly sections: ReadonlyMap<string, string>;
}

const FOLDER = new URL("bad/", import.meta.url);
/** What a right file says of the whole mesh. Several primaries need a root that they share. */
const WHOLE: ReadonlyMap<string, string> = new Map([
  ["apiVersion", "apiVersion: meshplan/v1\n"],
  ["mesh", "mesh: mesh1\n"],
  ["istio", "istio:\n  version: 1.31.0\n"],
]);

/** Every bad example that comes apart by its lines. */
export function examples(): readonly Example[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));
  return names.sort().flatMap((name, index) => {
    const text = readFileSync(new URL(name, FOLDER), "utf8");
    return text.length > 10_000 ? [] : apart(name.replace(".yaml", ""), text, `x${String(index)}`);
  });
}

function apart(name: string, text: string, mark: string): readonly Example[] {
  const sections = new Map<string, string>();
  for (const { start, end } of blocksIn(text, 0, text.length)) {
    const section = text.slice(start, end);
    const key = /^[\w-]+/.exec(section)?.[0];
    if (key === undefined || sections.has(key)) return [];
    sections.set(key, section.endsWith("\n") ? section : `${section}\n`);
  }
  const own = namesIn(sections.get("clusters") ?? "");
  const marked = (section = ""): string =>
    own.reduce(
      (so, each) =>
        so.replaceAll(new RegExp(`(?<![\\w-])${each}(?![\\w-])`, "g"), `${each}-${mark}`),
      section,
    );
  const below = (key: string): string => marked(sections.get(key)?.replace(/^.*\n/, ""));
  // Clusters that do not stand below their key, each in lines of its own, do not come apart.
  const isWritten = ["clusters", "networks"].every(
    (key) => !sections.has(key) || (sections.get(key) ?? "").startsWith(`${key}:\n`),
  );
  const isList = /^\s+- /.test(below("clusters"));
  if (!isWritten || isList || own.length === 0) return [];
  const example = { name, clusters: below("clusters"), networks: below("networks") };
  for (const key of ["clusters", "networks"]) sections.delete(key);
  for (const [key, same] of WHOLE) if (sections.get(key) === same) sections.delete(key);
  for (const [key, section] of sections) sections.set(key, marked(section));
  return [{ ...example, sections }];
}

/** The names of clusters and networks, so that two examples have none in common. */
function namesIn(clusters: string): readonly string[] {
  const found = [...clusters.matchAll(/^ {2}([a-z][a-z0-9-]*):|network: ([a-z][a-z0-9-]*)/gm)];
  const names = found.flatMap(([, cluster, network]) => [cluster, network]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** One file with a right mesh and everything that the examples say. */
export function together(right: string, parts: readonly Example[]): string {
  const sections = new Map(WHOLE);
  sections.set("trust", "trust: { root: existing }\n");
  for (const part of parts) for (const [key, text] of part.sections) sections.set(key, text);
  const networks = parts.map((part) => part.networks).join("");
  return [
    ...sections.values(),
    ...(networks === "" ? [] : [`networks:\n${networks}`]),
    `clusters:\n${right}`,
    ...parts.map(({ clusters }) => clusters),
  ].join("");
}

/** What is told of a file: each code with the line it stands at, without what tells files apart. */
export function told(text: string): ReadonlySet<string> {
  const source = sourceOf("mesh.yaml", text);
  const lines = text.split("\n");
  const { diagnostics } = loadMesh(source, { directory: "/repo" });
  return new Set(
    diagnostics.map(({ code, at }) => {
      const line = at === undefined ? 0 : positionAt(source, at.start).line;
      return `${code} ${lines[line - 1] ?? ""}`;
    }),
  );
}
