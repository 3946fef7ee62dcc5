import { CODES } from "../diagnostics/codes.ts";
import type { CodeInfo } from "../diagnostics/code-info.ts";
import { refText } from "../kube/object.ts";
import { componentNamed } from "../planner/components/named.ts";
import { printableLines } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import { visibleText } from "../util/visible-text.ts";
import { wrap } from "../util/wrap.ts";
import { plural } from "./layout.ts";
import { deliveryText } from "./others-rows.ts";
import { causeText } from "./plan-rows.ts";
import { shown } from "./shown.ts";
import { VERB_LOOK } from "./theme.ts";
import type { ActionView, PlanView } from "./view.ts";

const WIDTH = 80;

/** What one action does and why; undefined for an id that the plan does not have. */
export function explainAction(plan: PlanView, id: string): Printable | undefined {
  const view = shown(plan);
  const action = view.actions.find((candidate) => candidate.id === visibleText(id));
  if (action === undefined) return undefined;
  const dependants = view.actions.flatMap((other) =>
    other.needs
      .filter((need) => need.id === action.id)
      .map(({ reason }) => `${other.id}: ${reason}`),
  );
  const risk =
    action.risk === "none" ? "" : `risk: ${action.risk}, because of ${action.risk_reason ?? ""}`;
  const lines = [
    action.id,
    ...wrap(componentNamed(action.component)?.purpose ?? "", WIDTH - 2).map((line) => `  ${line}`),
    ...(risk === "" ? [] : [`  ${risk}`]),
    ...section("because of", causes(view, action)),
    ...section("delivered", action.delivery === undefined ? [] : [deliveryText(action.delivery)]),
    ...section("objects", objects(action)),
    ...section(
      "needs",
      action.needs.map((need) => `${need.id}: ${need.reason}`),
    ),
    ...section("waits for", action.waits_for),
    ...section("hands out", action.provides),
    ...section("is needed by", dependants),
    "",
  ];
  return printableLines(lines);
}

function section(title: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : ["", title, ...entries.map((entry) => `  ${entry}`)];
}

function causes(view: PlanView, action: ActionView): readonly string[] {
  const options = { file: view.file, lines: true };
  const found = action.changes.map(({ cause }) => causeText(cause, options));
  if (found.length > 0) return [...new Set(found)];
  const line = view.clusters.find(({ name }) => name === action.cluster)?.line;
  return line === undefined ? [] : [causeText({ kind: "file", line }, options)];
}

function objects(action: ActionView): readonly string[] {
  if (action.delivery !== undefined && action.delivery.pending.length > 0)
    return action.delivery.pending.map(({ object, differs }) => {
      const state = differs.length === 0 ? "missing" : "differs";
      return [state.padEnd(9), refText(object), differs.join(", ")].join("  ").trimEnd();
    });
  if (action.changes.length === 0) return ["none: nothing is written"];
  return action.changes.map(({ verb, object, left_alone }) => {
    const left =
      left_alone.length === 0 ? "" : `, ${plural(left_alone.length, "field")} left alone`;
    return `${VERB_LOOK[verb].word.padEnd(9)}  ${refText(object)}${left}`;
  });
}

/** Every topic: the codes, each with what is wrong, and how actions and objects are named. */
export function explainTopics(): Printable {
  return printableLines([
    "Codes of problems, each explained by `meshplan explain CODE`:",
    ...Object.entries(CODES).map(([code, { title }]) => `  ${code}  ${title}`),
    "",
    "Actions of a mesh file or a saved plan, as its plan names them: cluster2/gateway",
    "Objects of a mesh file, whose every value has its source: cluster2/Deployment/istio-system/istiod",
    "",
  ]);
}

/** What a code means and what to do; undefined for a code that does not exist. */
export function explainCode(code: string): Printable | undefined {
  const all: Readonly<Record<string, CodeInfo>> = CODES;
  const known = all[code.toUpperCase()];
  if (known === undefined) return undefined;
  const { severity, title, explanation } = known;
  const head = `${severity} ${code.toUpperCase()}: ${title}`;
  return printableLines([head, "", ...wrap(explanation, WIDTH), ""]);
}
