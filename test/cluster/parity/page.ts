import { isList, isMap, type Json } from "../../../src/kube/object.ts";
import type { Difference } from "./differences.ts";
import { IGNORED } from "./ignored.ts";
import { REASONS } from "./reasons.ts";

const INTRODUCTION = `# Parity with Istio's guide

What meshplan leaves in the clusters, against what Istio's guide "Install Primary-Remote on different networks" leaves there:
two pairs of real clusters, both empty at first, one by \`meshplan apply\` of
[the seed](../examples/primary-remote-multi-network/mesh.yaml), one by the guide's steps with istioctl and
\`kubectl apply --server-side\`. All objects that are in no namespace or in istio-system are compared, of every kind, field by
field.

The test that compares them writes this page (\`npm run test:clusters -- parity -u\`). It fails where a difference has no reason
here, and where a reason covers no difference any more; so whatever is not named below is the same.`;

const NOT_COMPARED = "## What is not compared";

/** docs/parity.md, out of the differences that were found. */
export function parityPage(versions: string, differences: readonly Difference[]): string {
  const left = new Set(differences);
  const sections = REASONS.map((reason) => {
    const covered = [...left].filter((difference) => reason.covers(difference));
    for (const difference of covered) left.delete(difference);
    return `### ${reason.title}\n\n${reason.why}\n\n${tableOf(covered)}`;
  });
  const ignored = IGNORED.map(({ what, why }) => `- ${what}: ${why}.`).join("\n");
  const parts = [INTRODUCTION, versions, "## What differs, and why", ...sections];
  return `${[...parts, NOT_COMPARED, ignored].join("\n\n")}\n`;
}

const HEAD = ["what", "the guide", "meshplan", "where"];

function tableOf(differences: readonly Difference[]): string {
  const rows = new Map<string, Difference[]>();
  for (const difference of differences) {
    const key = difference.path === "" ? "" : starred(difference.path);
    rows.set(key, [...(rows.get(key) ?? []), difference]);
  }
  const cells = [...rows]
    .sort()
    .map(([path, alike]) => [
      path === "" ? "the whole object" : `\`${path}\``,
      valuesText(alike.map(({ guide }) => guide)),
      valuesText(alike.map(({ meshplan }) => meshplan)),
      placesText(alike),
    ]);
  return aligned([HEAD, ...cells]);
}

/** The same field of every webhook is one row. */
function starred(path: string): string {
  return path.replace(/\[[^\]]*\]/g, "[*]");
}

function valuesText(values: readonly (Json | undefined)[]): string {
  return [...new Set(values.map(valueText))].sort().join(", ");
}

function valueText(value: Json | undefined): string {
  if (value === undefined) return "-";
  if (value === "there") return "there";
  if (value === "") return "empty";
  if (isList(value) || isMap(value))
    return Object.keys(value).length === 0 ? "an empty map" : "set";
  return `\`${String(value)}\``;
}

const MOST_NAMES = 8;

/** The objects by name; where they are many, how many. */
function placesText(differences: readonly Difference[]): string {
  const clusters = [...new Set(differences.map(({ cluster }) => cluster))].sort();
  const texts = clusters.map((cluster) => {
    const here = differences.filter((difference) => difference.cluster === cluster);
    const names = [...new Set(here.map(({ kind, name }) => `${kind} ${name}`))];
    return {
      cluster,
      text: names.length > MOST_NAMES ? `${names.length} objects` : names.join(", "),
    };
  });
  const [first] = texts;
  const isEverywhere =
    first !== undefined && texts.length > 1 && texts.every(({ text }) => text === first.text);
  return isEverywhere
    ? `${clusters.join(" and ")}: ${first.text}`
    : texts.map(({ cluster, text }) => `${cluster}: ${text}`).join("; ");
}

/** A Markdown table, aligned as prettier aligns it. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const [head, ...body] = rows.map((row) =>
    line(widths.map((width, column) => (row[column] ?? "").padEnd(width))),
  );
  return [head, line(widths.map((width) => "-".repeat(width))), ...body].join("\n");
}
