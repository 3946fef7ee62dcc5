import { plural } from "../layout.ts";
import { riskKinds } from "../risk-lines.ts";
import type { PlanView, RiskView } from "../view.ts";
import { code, prose, shortened } from "./escape.ts";
import type { Part } from "./fit.ts";

/** How many places of one risk are listed, from the longest list to the shortest. */
const LENGTHS = [5, 2] as const;
/** Where places are cut, texts are too: a risk that nobody reads to its end helps nobody. */
const MOST_TEXT = 300;

/**
 * The risks with their reasons and first places, on one screen; where there is no room, their topics and how many findings each
 * has. `placesPart` has the other places.
 */
export function riskPart(view: PlanView): Part {
  if (view.risks.length === 0) return [[]];
  const topics = [...new Set(view.risks.map(({ topic }) => topic))];
  const [longest = [], ...shorter] = LENGTHS.map((most) => [
    "**Risks to review**",
    "",
    ...topics.flatMap((topic) => topicLines(view, topic, most)),
    "",
  ]);
  const counts = topics.map((topic) => {
    const found = view.risks.filter((risk) => risk.topic === topic);
    return `${prose(topic)} ${String(found.length)}`;
  });
  return [
    longest,
    ...shorter,
    [`**Risks to review** (findings): ${counts.join(", ")}.`, ""],
    [`**${plural(view.risks.length, "risk")} to review.**`, ""],
  ];
}

function topicLines(view: PlanView, topic: RiskView["topic"], most: number): readonly string[] {
  return riskKinds(view, topic).flatMap(({ text, items }) => {
    const cut = (one: string): string => (most === Infinity ? one : shortened(one, MOST_TEXT));
    const head = text === "" ? `**${prose(topic)}**` : `**${prose(topic)}**: ${prose(cut(text))}`;
    const [only] = items;
    if (items.length === 0) return [`- ${head}`];
    if (items.length === 1 && only !== undefined) return [`- ${head}: ${prose(cut(only))}`];
    // A line that counts one place would have the room to name it.
    const listed = items.length === most + 1 ? items : items.slice(0, most);
    return [
      `- ${head}:`,
      ...listed.map((item) => `  - ${prose(cut(item))}`),
      ...(listed.length < items.length
        ? [`  - … ${plural(items.length - listed.length, "other place")}`]
        : []),
    ];
  });
}

/** Every place of every risk, where `riskPart` has not all of them. */
export function placesPart(view: PlanView): Part {
  const topics = [...new Set(view.risks.map(({ topic }) => topic))];
  const [most] = LENGTHS;
  const long = topics.filter((topic) =>
    riskKinds(view, topic).some(({ items }) => items.length > most + 1),
  );
  if (long.length === 0) return [[]];
  const lines = long.flatMap((topic) => topicLines(view, topic, Infinity));
  return [
    ["<details><summary>All places of the risks</summary>", "", ...lines, "", "</details>", ""],
    [],
  ];
}

/** `**trust**, because of …`, or nothing where there is no risk. */
export function riskVerdict({ summary }: PlanView): string {
  if (summary.risk === "none") return "";
  const reason = prose(shortened(summary.risk_reason ?? "", MOST_TEXT));
  return ` Highest risk: **${summary.risk}**, because of ${reason}.`;
}

/** Clusters by their names; of many, the first ones. */
export function namesOf(names: readonly string[], most: number): string {
  const listed = names.slice(0, most).map(code).join(", ");
  return names.length <= most ? listed : `${listed}, … ${String(names.length - most)} more`;
}
