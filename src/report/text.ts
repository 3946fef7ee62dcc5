import { printableLines } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import { wrap } from "../util/wrap.ts";
import { wrapHelp } from "../util/wrap-help.ts";
import { clusterTable } from "./cluster-table.ts";
import { firstNames } from "./layout.ts";
import { leftoverLines } from "./leftover-lines.ts";
import { type PlanBlock, planBlocks } from "./plan-blocks.ts";
import { riskLines } from "./risk-lines.ts";
import { rowLines } from "./row-lines.ts";
import { shown } from "./shown.ts";
import {
  CONTESTED_LOOK,
  type Look,
  OTHERS_LOOK,
  type Paint,
  painter,
  PREVIEWED_LOOK,
  UNREAD_LOOK,
  VERB_LOOK,
} from "./theme.ts";
import {
  alsoTexts,
  headline,
  INCOMPLETE,
  judgedText,
  noChangesText,
  planLine,
  READ_ONLY,
} from "./verdict.ts";
import { hasChanges, type PlanView } from "./view.ts";

/** The options with which a plan is printed, in every format. */
export interface PlanTextOptions {
  readonly color: boolean;
  /** Every field of every object, what each action needs and waits for, and what no server has judged. */
  readonly full: boolean;
  /** Columns. Lines are broken to fit; names and paths stay whole even where they are longer. */
  readonly width: number;
  /** The command that executes this plan; absent: no hint is printed. */
  readonly next?: string;
  /** The plan's warnings with the lines of the mesh file, which is not in the plan; absent: as the plan has them. */
  readonly warnings?: Printable;
  /** When a plan that was read from a file was made; absent: just now. */
  readonly made?: string;
  /** The time now. */
  readonly printed?: string;
  /** The commit that the mesh file is of, where a pipeline says it. */
  readonly commit?: string;
  /** What the text may be long, in a format that is bounded. */
  readonly maxBytes?: number;
}

/** Narrower than this, text is laid out as if it were this wide: there is nothing left to break. */
const NARROWEST = 40;

/** A plan as people review it. Ends with a line break. Equal views give equal text. */
export function planText(plan: PlanView, options: PlanTextOptions): Printable {
  const view = shown(plan);
  const width = Math.max(NARROWEST, options.width);
  const paint = painter(options.color);
  const blocks = planBlocks(view, {
    file: view.file,
    readOnly: view.read_only === true,
    isAnythingDone: hasChanges(view),
    namespace: view.namespace,
    full: options.full,
  });
  const lines = hasChanges(view)
    ? [
        ...header(view, paint, width),
        ...(options.full ? renderedBy(view, width) : []),
        ...legend(view, options.full, paint, width),
        ...clusterTable(view.clusters, { full: options.full, width }),
        ...riskLines(view, paint, width),
        ...blocks.flatMap((block) => blockLines(block, options.full, paint, width)),
        ...leftoverLines(view, paint, width),
        ...warnings(view, options, paint, width),
        "",
        ...summaryLines(view, paint, width),
        ...footer(view, options, width),
      ]
    : noChanges(view, blocks, { ...options, width }, paint);
  return printableLines([...lines.map((line) => line.trimEnd()), ""]);
}

function header(view: PlanView, paint: Paint, width: number): readonly string[] {
  return wrap(`${headline(view)}, nothing changed yet`, width).map((line) => paint("bold", line));
}

/** The programs that decide, by their content, every object that is not meshplan's own. */
function renderedBy({ renderer }: PlanView, width: number): readonly string[] {
  const { kind, version, sha256, charts, charts_sha256: ofCharts } = renderer;
  const program = sha256 === undefined ? [] : [`rendered by ${kind} ${version}, sha256 ${sha256}`];
  const from = ofCharts === undefined ? [] : [`charts of ${charts ?? ""}, sha256 ${ofCharts}`];
  return [...program, ...from].flatMap((line) => wrap(line, width));
}

function legend(view: PlanView, full: boolean, paint: Paint, width: number): readonly string[] {
  const changes = view.actions.flatMap((action) => action.changes);
  const verbs = new Set(changes.map(({ verb }) => verb));
  verbs.delete("none");
  const looks: readonly Look[] = [
    ...Object.entries(VERB_LOOK)
      .filter(([verb]) => [...verbs].some((used) => used === verb))
      .map(([, look]) => look),
    ...(changes.some(({ left_alone }) => left_alone.length > 0) ? [CONTESTED_LOOK] : []),
    ...(view.summary.for_others > 0 ? [OTHERS_LOOK] : []),
    ...(view.summary.unread > 0 ? [UNREAD_LOOK] : []),
    ...(full &&
    view.read_only === undefined &&
    changes.some(({ verb, previewed }) => verb !== "none" && previewed)
      ? [PREVIEWED_LOOK]
      : []),
  ];
  const lines: string[] = [];
  let [line, length] = ["  ", 2];
  for (const { symbol, word, color } of looks) {
    const item = symbol.length + 1 + word.length;
    if (length > 2 && length + item > width) {
      lines.push(line);
      [line, length] = ["  ", 2];
    }
    line += `${paint(color, symbol)} ${word}  `;
    length += item + 2;
  }
  return [...lines, line];
}

function blockLines(
  block: PlanBlock,
  full: boolean,
  paint: Paint,
  width: number,
): readonly string[] {
  const { clusters, counts, rows } = block;
  const title =
    clusters.length === 1
      ? [paint("bold", `${clusters[0] ?? ""}: ${counts}`)]
      : [
          paint("bold", `${clusters.length} clusters: ${counts} each`),
          ...wrap(full ? clusters.join(", ") : firstNames(clusters), width - 2).map(
            (line) => `  ${line}`,
          ),
        ];
  return ["", ...title, ...rowLines(rows, paint, width)];
}

function warnings(
  view: PlanView,
  { warnings: told }: Pick<PlanTextOptions, "warnings">,
  paint: Paint,
  width: number,
): readonly string[] {
  if (told !== undefined) return told === "" ? [] : ["", ...told.trimEnd().split("\n")];
  return view.diagnostics.flatMap(({ code, severity, message, help, cluster }) => [
    "",
    ...wrap(
      `${severity} ${code}${cluster === undefined ? "" : ` ${cluster}`}: ${message}`,
      width,
    ).map((line) => paint(severity === "error" ? "red" : "yellow", line)),
    ...wrapHelp(help, width - 2).map((line) => `  ${line}`),
  ]);
}

function summaryLines(view: PlanView, paint: Paint, width: number): readonly string[] {
  const also = alsoTexts(view);
  return [
    paint("bold", planLine(view)),
    ...riskLine(view, width),
    ...(also.length === 0 ? [] : wrap(`Also: ${also.join(", ")}.`, width)),
    ...(view.complete ? [] : wrap(INCOMPLETE, width)),
  ];
}

/** `Risk: trust, because of cluster1/control-plane: Deployment istio-system/istiod makes a root of its own`. */
function riskLine({ summary }: PlanView, width: number): readonly string[] {
  const { risk, risk_reason: reason } = summary;
  return risk === "none" ? [] : wrap(`Risk: ${risk}, because of ${reason ?? ""}.`, width);
}

function footer(view: PlanView, options: PlanTextOptions, width: number): readonly string[] {
  if (view.read_only === true)
    return [`digest ${view.digest}`, ...wrap(`${READ_ONLY}. apply refuses it.`, width)];
  return [
    `digest ${view.digest}`,
    ...wrap(judgedText(view), width),
    ...(options.made === undefined
      ? []
      : wrap(`made ${options.made}; no cluster was asked whether it was applied since`, width)),
    ...(options.next === undefined || !view.complete ? [] : wrap(`next: ${options.next}`, width)),
  ];
}

function noChanges(
  view: PlanView,
  blocks: readonly PlanBlock[],
  options: Pick<PlanTextOptions, "full" | "width" | "warnings">,
  paint: Paint,
): readonly string[] {
  const { full, width } = options;
  return [
    headline(view),
    // The lines are painted after wrapping: escape codes have no width.
    ...wrap(noChangesText(view), width).map((line) =>
      line.replace(/^No changes\./, (text) => paint("green", paint("bold", text))),
    ),
    ...riskLines(view, paint, width),
    ...blocks.flatMap((block) => blockLines(block, full, paint, width)),
    ...leftoverLines(view, paint, width),
    ...warnings(view, options, paint, width),
    ...(view.read_only === true ? ["", ...wrap(`${READ_ONLY}.`, width)] : []),
  ];
}
