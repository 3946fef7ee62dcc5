import { rechecked } from "../../util/printable.ts";
import type { Printable } from "../../util/printable-text.ts";
import { componentTable } from "../component-table.ts";
import { durationText, plural } from "../layout.ts";
import { leftoverLines } from "../leftover-lines.ts";
import { planDrawing } from "../pictures/plan-drawing.ts";
import { svgOf } from "../pictures/svg.ts";
import { topologyDrawing } from "../pictures/topology-drawing.ts";
import { riskKinds } from "../risk-lines.ts";
import { shown } from "../shown.ts";
import { painter } from "../theme.ts";
import { alsoTexts, headline, INCOMPLETE, noChangesText, planLine, READ_ONLY } from "../verdict.ts";
import { hasChanges, type PlanView } from "../view.ts";
import { changeParts } from "./changes.ts";
import { el, type Element, htmlOf, type Node } from "./element.ts";
import { STYLE } from "./style.ts";

/** What the page says of the plan's origin, as far as it is known. */
interface PageOptions {
  readonly full: boolean;
  /** When the plan was made. */
  readonly made?: string;
  /** The time now. */
  readonly printed?: string;
  readonly commit?: string;
  /** The command that executes this plan. */
  readonly next?: string;
}

/**
 * A plan as one HTML file for a reviewer: its verdict and risks first, then what it changes where, pictures of the mesh and of the
 * actions, and every change. Nothing in it runs, and nothing is loaded: it forbids both to the browser. Equal views and options
 * give equal bytes.
 */
export async function planPage(plan: PlanView, options: PageOptions): Promise<Printable> {
  const view = shown(plan);
  const parts = [
    headPart(view),
    ...riskPart(view),
    ...tablePart(view),
    ...(await picturePart(view)),
    ...changeParts(view, options.full),
    ...leftoverPart(view),
    ...problemPart(view),
    foot(view, options),
  ];
  const head: Element = el(
    "head",
    "",
    meta({ charset: "utf-8" }),
    meta({
      "http-equiv": "Content-Security-Policy",
      content: "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    }),
    meta({ name: "viewport", content: "width=device-width, initial-scale=1" }),
    meta({ name: "color-scheme", content: "light dark" }),
    el("title", "", `meshplan: ${view.mesh}`),
    { ...el("style", ""), svg: rechecked(STYLE) },
  );
  const page: Element = {
    name: "html",
    attributes: { lang: "en" },
    content: [head, el("body", "", el("main", "", ...parts))],
  };
  return rechecked(`<!doctype html>\n${htmlOf(page)}\n`);
}

const meta = (attributes: Readonly<Record<string, string>>): Element => ({
  name: "meta",
  attributes,
  content: [],
});

function headPart(view: PlanView): Element {
  const { risk, risk_reason: reason = "" } = view.summary;
  const also = alsoTexts(view);
  const state = [
    ...(view.complete ? [] : [INCOMPLETE]),
    ...(view.read_only === true ? [`${READ_ONLY}.`] : []),
  ];
  return el(
    "header",
    "",
    el("p", "kicker", headline(view)),
    el("h1", "", hasChanges(view) ? planLine(view) : noChangesText(view)),
    ...(also.length === 0 ? [] : [el("p", "", `Also: ${also.join(", ")}.`)]),
    ...(risk === "none"
      ? []
      : [
          el(
            "p",
            "",
            "Highest risk: ",
            el("strong", `risk ${risk}`, risk),
            `, because of ${reason}.`,
          ),
        ]),
    ...state.map((text) => el("p", "warning", text)),
  );
}

/** How many places of one risk stand unfolded. */
const FEW_PLACES = 5;

function riskPart(view: PlanView): readonly Element[] {
  if (view.risks.length === 0) return [];
  const topics = [...new Set(view.risks.map(({ topic }) => topic))];
  const rows = topics.flatMap((topic) =>
    riskKinds(view, topic).map(({ text, items }) =>
      el(
        "div",
        "finding",
        el("div", "topic", topic),
        el("div", "", ...(text === "" ? [] : [el("p", "", text)]), ...placeList(items)),
      ),
    ),
  );
  return [section("Risks to review", ...rows)];
}

function placeList(items: readonly string[]): readonly Element[] {
  if (items.length === 0) return [];
  const list = (some: readonly string[]): Element =>
    el("ul", "", ...some.map((item) => el("li", "", item)));
  if (items.length <= FEW_PLACES + 1) return [list(items)];
  return [
    list(items.slice(0, FEW_PLACES)),
    folded(plural(items.length - FEW_PLACES, "other place"), list(items.slice(FEW_PLACES))),
  ];
}

function tablePart(view: PlanView): readonly Element[] {
  const { components, rows } = componentTable(view);
  if (components.length === 0) return [];
  const cell = (text: string): Element => el("td", "", text);
  const table = el(
    "table",
    "",
    el(
      "thead",
      "",
      el("tr", "", ...["cluster", "risk", ...components].map((name) => el("th", "", name))),
    ),
    el(
      "tbody",
      "",
      ...rows.map(({ clusters, risk, cells }) =>
        el(
          "tr",
          "",
          el("th", "", clusterText(clusters)),
          el("td", `risk ${risk.replace(" ", "-")}`, risk === "none" ? "" : risk),
          ...cells.map(cell),
        ),
      ),
    ),
  );
  return [section("What changes where", el("div", "wide", table))];
}

const FEW_NAMES = 4;

function clusterText(names: readonly string[]): string {
  if (names.length <= FEW_NAMES) return names.join(", ");
  const listed = names.slice(0, FEW_NAMES).join(", ");
  return `${String(names.length)} clusters: ${listed}, … ${String(names.length - FEW_NAMES)} more`;
}

async function picturePart(view: PlanView): Promise<readonly Element[]> {
  const topology = await svgOf(topologyDrawing(view, { full: false }));
  const figure = (svg: Printable, caption: string): Element =>
    el("figure", "", { ...el("div", "wide"), svg }, el("figcaption", "", caption));
  const mesh = section(
    "The mesh",
    figure(
      topology,
      "As it will be. Green: is added; yellow: changes; red: is destroyed or replaced; violet: is left over; grey: stays.",
    ),
  );
  if (!hasChanges(view)) return [mesh];
  const actions = await svgOf(planDrawing(view, { full: false }));
  return [
    mesh,
    section(
      "The actions",
      figure(
        actions,
        "An arrow leads from an action to each one that needs it. Point at one for its reason.",
      ),
    ),
  ];
}

function leftoverPart(view: PlanView): readonly Element[] {
  if (view.leftovers === undefined) return [];
  const [, title = "", ...lines] = leftoverLines(view, painter(false), 100);
  return [
    section(
      `${plural(view.summary.left_over, "object")} left over`,
      el("p", "", title),
      el("pre", "", lines.join("\n")),
    ),
  ];
}

function problemPart({ diagnostics }: PlanView): readonly Element[] {
  if (diagnostics.length === 0) return [];
  const items = diagnostics.map(({ code, severity, cluster, message, help }) =>
    el(
      "div",
      "finding",
      el("div", `topic ${severity}`, `${severity} ${code}`),
      el(
        "div",
        "",
        el("p", "", `${cluster === undefined ? "" : `${cluster}: `}${message}`),
        ...(help === "" ? [] : [el("p", "help", help)]),
      ),
    ),
  );
  return [section(plural(diagnostics.length, "problem"), ...items)];
}

function foot(view: PlanView, { made, printed, commit, next }: PageOptions): Element {
  const age =
    made === undefined || printed === undefined ? 0 : Date.parse(printed) - Date.parse(made);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["digest", view.digest],
    ["file", view.file],
    ["commit", commit],
    ["made", made ?? printed],
    ["age", age > 0 ? `${durationText(age)} when this page was made` : undefined],
    ["rendered by", `${view.renderer.kind} ${view.renderer.version}`],
    ["meshplan", view.meshplan_version],
    ["next", hasChanges(view) && view.complete && view.read_only !== true ? next : undefined],
  ];
  const known = facts.flatMap(([name, value]): readonly Node[] =>
    value === undefined ? [] : [el("dt", "", name), el("dd", "", value)],
  );
  return el("footer", "", el("dl", "", ...known));
}

const section = (title: string, ...content: readonly Node[]): Element =>
  el("section", "", el("h2", "", title), ...content);

const folded = (title: string, ...content: readonly Node[]): Element =>
  el("details", "", el("summary", "", title), ...content);
