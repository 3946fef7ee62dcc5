import { wrap } from "../util/wrap.ts";
import { listOfNames, plural } from "./layout.ts";
import { shown } from "./shown.ts";
import type { Paint } from "./theme.ts";
import type { PlanView, RiskView } from "./view.ts";

/** The risks that a reviewer must not miss, grouped by kind. Nothing is cut, because a fold is where things hide. */
export function riskLines(view: PlanView, paint: Paint, width: number): readonly string[] {
  if (view.risks.length === 0) return [];
  const topics = [...new Set(view.risks.map(({ topic }) => topic))];
  const column = Math.max(...topics.map((topic) => topic.length)) + 2;
  return [
    "",
    paint("bold", "Risks to review"),
    ...topics.flatMap((topic) =>
      topicLines(view, topic, width - column - 2).map((line, index) => {
        const label = index === 0 ? paint("yellow", topic) + " ".repeat(column - topic.length) : "";
        return `  ${label === "" ? " ".repeat(column) : label}${line}`;
      }),
    ),
  ];
}

/** How many places of one risk are named again. */
const FEW_PLACES = 2;

/** The risks once more in a few lines, for a person who has read a long plan and is asked now. Each has its first places. */
export function riskReminder(plan: PlanView, paint: Paint, width: number): readonly string[] {
  const view = shown(plan);
  if (view.risks.length === 0) return [];
  const topics = [...new Set(view.risks.map(({ topic }) => topic))];
  const column = Math.max(...topics.map((topic) => topic.length)) + 2;
  const lines = topics.flatMap((topic) =>
    riskKinds(view, topic).flatMap(({ text, items }) => {
      const first = items.slice(0, FEW_PLACES).join("; ");
      const more = items.length - FEW_PLACES;
      const places = more > 0 ? `${first}; … ${plural(more, "other place")}` : first;
      const told = [text, places].filter((part) => part !== "").join(": ");
      return wrap(told, width - column - 2).map((line, index) => {
        const label = index === 0 ? topic : "";
        return `  ${label === "" ? "" : paint("yellow", label)}${" ".repeat(column - label.length)}${line}`;
      });
    }),
  );
  return ["", paint("bold", "Risks of this plan"), ...lines];
}

function topicLines(view: PlanView, topic: RiskView["topic"], width: number): readonly string[] {
  return riskKinds(view, topic).flatMap(({ text, items }) => kindLines(text, items, width));
}

/** Everything that the findings of one topic say, with what each affects. */
export function riskKinds(
  view: PlanView,
  topic: RiskView["topic"],
): readonly { readonly text: string; readonly items: readonly string[] }[] {
  const found = view.risks.filter((risk) => risk.topic === topic);
  return [...new Set(found.map(({ text }) => text))].map((text) => ({
    text,
    items: itemsOf(
      view,
      found.filter((risk) => risk.text === text),
    ),
  }));
}

/** The risk, and below it everything that it affects. */
function kindLines(text: string, items: readonly string[], width: number): readonly string[] {
  if (items.length === 0) return wrap(text, width);
  const indent = text === "" ? 0 : INDENT;
  return [
    ...(text === "" ? [] : wrap(`${text}:`, width)),
    ...items.flatMap((item) =>
      wrap(item, width - indent - HANG, width - indent).map(
        (line, index) => " ".repeat(indent + (index === 0 ? 0 : HANG)) + line,
      ),
    ),
  ];
}

const INDENT = 2;
const HANG = 2;

/** Findings in the same clusters stand together: `cluster1, cluster2: one; other`. Each credential has its own line. */
function itemsOf(view: PlanView, found: readonly RiskView[]): readonly string[] {
  const all = view.clusters.map(({ name }) => name);
  const byClusters = new Map<string, string[]>();
  for (const { clusters, subject } of found) {
    const names = listOfNames(clusters, all);
    byClusters.set(names, [...(byClusters.get(names) ?? []), subject]);
  }
  return [...byClusters].flatMap(([names, subjects]) => {
    const ways = subjects.filter((subject) => subject.startsWith(WAY));
    if (ways.length > 0) return ways.map((way) => `${names} ${way}`);
    const told = subjects.filter((subject) => subject !== "").join("; ");
    const both = names !== "" && told !== "";
    return [both ? `${names}: ${told}` : names + told].filter((item) => item !== "");
  });
}

/** The beginning of a credential's subject; the cluster that gets it comes before. */
const WAY = "->";
