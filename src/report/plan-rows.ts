import type { Row } from "./row.ts";
import { refText } from "../kube/object.ts";
import type { Cause, Verb } from "../planner/change.ts";
import { fieldLines, type FieldOptions } from "./field-lines.ts";
import { listUpTo, plural } from "./layout.ts";
import { KNOWN_AFTER_APPLY, objectFacts } from "./object-facts.ts";
import { objectName } from "./object-name.ts";
import { changedLines, objectRuns } from "./object-runs.ts";
import { othersRows } from "./others-rows.ts";
import { fileText, placeText } from "./place-text.ts";
import { isUsualWay, wayText } from "./risks/credentials.ts";
import { CONTESTED_LOOK, PREVIEWED_LOOK, UNREAD_LOOK, VERB_LOOK } from "./theme.ts";
import type { ClusterPart } from "./cluster-parts.ts";
import type { ActionView, ChangeView, RiskView } from "./view.ts";

export interface RowOptions extends FieldOptions {
  /** Path of the mesh file. */
  readonly file: string;
  /** Lines of the file are part of a place. */
  readonly lines: boolean;
  /** No change of the plan was dry-run, so none is marked for it. */
  readonly readOnly: boolean;
  /** The plan writes something. */
  readonly isAnythingDone: boolean;
  /** The namespace of Istio, which is left out of names. */
  readonly namespace: string;
}

/** Names in a folded line end after about this many characters. */
const NAMES_WIDTH = 72;

/** The actions of one cluster that a reviewer sees, destroyed or taken-over objects first. */
export function clusterRows(part: ClusterPart, options: RowOptions): readonly Row[] {
  const risky = riskyObjects(part);
  const actions = part.actions
    .filter((action) => options.full || isShown(action, options))
    .map((action, index) => ({ action, index }))
    .sort((a, b) => rank(a.action) - rank(b.action) || a.index - b.index)
    .map(({ action }) => action);
  return foldedBySubject(actions, options).flatMap((item) =>
    Array.isArray(item) ? [manyRow(item, options)] : actionRows(item, { ...options, risky }),
  );
}

/** A row's further needs: topics of "Risks to review" by the object they are about. */
interface RiskyOptions extends RowOptions {
  readonly risky: ReadonlyMap<string, readonly string[]>;
}

/** Findings about every mesh of the kind; an object without others may be in a fold. */
const USUAL: ReadonlySet<RiskView["topic"]> = new Set(["credentials", "exposure", "trust"]);

function riskyObjects({ risks }: ClusterPart): RiskyOptions["risky"] {
  const risky = new Map<string, string[]>();
  for (const { topic, object } of risks) {
    if (object === undefined || USUAL.has(topic)) continue;
    const name = refText(object);
    const topics = risky.get(name) ?? [];
    if (!topics.includes(topic)) risky.set(name, [...topics, topic]);
  }
  return risky;
}

/** `risk: rights, patched`, or nothing. */
function riskMark(
  { object }: Pick<ChangeView, "object">,
  { risky }: RiskyOptions,
): readonly string[] {
  const topics = risky.get(refText(object)) ?? [];
  return topics.length === 0 ? [] : [`risk: ${topics.join(", ")}`];
}

/** Work that others have done already is shown beside meshplan's own, and not in a plan that does nothing. */
function isShown(
  { changes, delivery, unread = [] }: ActionView,
  { isAnythingDone }: RowOptions,
): boolean {
  return (
    unread.length > 0 ||
    changes.some(({ verb, left_alone }) => verb !== "none" || left_alone.length > 0) ||
    (delivery !== undefined && (isAnythingDone || delivery.pending.length > 0))
  );
}

const DESTRUCTIVE: ReadonlySet<Verb> = new Set(["delete", "replace", "take-over"]);

function rank(action: ActionView): number {
  return action.changes.some(({ verb }) => DESTRUCTIVE.has(verb)) ? 0 : 1;
}

/** Three or more equal creations, or unread Secrets, that differ in their subject alone become one line. */
function foldedBySubject(
  actions: readonly ActionView[],
  { full }: RowOptions,
): readonly (ActionView | ActionView[])[] {
  const out: (ActionView | ActionView[])[] = [];
  for (const action of actions) {
    const previous = out.at(-1);
    const open = Array.isArray(previous) ? previous : undefined;
    const [first] = open ?? [];
    const isLike =
      first !== undefined &&
      first.component === action.component &&
      isUnread(first) === isUnread(action);
    if (isLike && isOne(action)) open?.push(action);
    else if (!full && isOne(action)) out.push([action]);
    else out.push(action);
  }
  return out.flatMap((item): readonly (ActionView | ActionView[])[] =>
    Array.isArray(item) && item.length < 3 ? item : [item],
  );
}

function isOne(action: ActionView): boolean {
  const { subject, changes, credential } = action;
  const isOneCreation = changes.length === 1 && changes[0]?.verb === "create";
  const isUsual = credential === undefined || isUsualWay(credential);
  return subject !== undefined && isUsual && (isUnread(action) || isOneCreation);
}

/** The action consists of one Secret that may not be read. */
function isUnread({ changes, unread = [] }: ActionView): boolean {
  return changes.length === 0 && unread.length === 1;
}

function manyRow(actions: readonly ActionView[], options: RowOptions): Row {
  const [first] = actions;
  const isNotRead = first !== undefined && isUnread(first);
  const kind = isNotRead ? "Secret" : (first?.changes[0]?.object.kind ?? "object");
  const subjects = actions.map(({ subject }) => subject ?? "");
  const each = `one for each of ${listUpTo(subjects, NAMES_WIDTH)}`;
  return {
    kind: "action",
    symbol: isNotRead ? UNREAD_LOOK.symbol : VERB_LOOK.create.symbol,
    label: first?.component ?? "",
    text: `${plural(actions.length, kind)}${isNotRead ? " not checked" : ""}, ${each}`,
    right: first === undefined ? "" : commonCause(first.changes, options),
  };
}

function actionRows(action: ActionView, options: RiskyOptions): readonly Row[] {
  const more = options.full ? graphRows(action) : [];
  if (action.delivery !== undefined)
    return [
      ...othersRows(action, action.delivery, options, (one) => riskMark(one, options)),
      ...more,
    ];
  const label =
    // The action's id without the cluster, whose name heads the row.
    action.id.slice(action.cluster.length + 1);
  const changed = action.changes.filter(
    ({ verb, left_alone }) => verb !== "none" || left_alone.length > 0,
  );
  const right = commonCause(changed, options);
  if (changed.length === 0 && action.unread !== undefined)
    return unreadAction(action, label, options);
  const symbol = symbolOf(changed);
  const [only] = changed;
  const isAlone = action.changes.length === 1 && action.unread === undefined;
  if (isAlone && changed.length === 1 && only?.verb === "create") {
    const facts = [objectFacts(only), ...outputs(action), ...riskMark(only, options)];
    const told = facts.filter(Boolean).join("; ");
    const text = [objectName(only.object, options), told].filter(Boolean).join(", ");
    const mark = previewMark(only, options);
    return [
      { kind: "action", symbol: symbol + mark, label, text, right },
      ...fieldRows(only, options),
      ...more,
    ];
  }
  const text = [objectCount(action, changed), ...outputs(action)].join("; ");
  const hidden = action.changes.length - changed.length;
  return [
    { kind: "action", symbol, label, text, right },
    ...objectRuns(changed, options, ({ object }) => options.risky.has(refText(object))).flatMap(
      (run) => runRows(run, right, options),
    ),
    ...unreadRows(action, options),
    ...(hidden > 0 && changed.length > 0
      ? [{ kind: "more" as const, text: `# (${plural(hidden, "unchanged object")} hidden)` }]
      : []),
    ...more,
  ];
}

/** An action whose Secrets are unknown, and in which nothing else changes. */
function unreadAction(action: ActionView, label: string, options: RowOptions): readonly Row[] {
  const { unread = [], changes } = action;
  const names = unread.map((object) => objectName(object, options)).join(", ");
  const hidden =
    changes.length === 0 ? "" : `; ${plural(changes.length, "other object")} unchanged`;
  return [
    {
      kind: "action",
      symbol: UNREAD_LOOK.symbol,
      label,
      text: `${names}: not checked${hidden}`,
      right: "",
    },
    ...(options.full ? graphRows(action) : []),
  ];
}

function unreadRows({ unread = [] }: ActionView, options: RowOptions): readonly Row[] {
  return unread.map((object) => ({
    kind: "object",
    symbol: UNREAD_LOOK.symbol,
    label: objectName(object, options),
    text: "not checked",
    right: "",
  }));
}

/** `?`: no server has judged this object. */
function previewMark(change: ChangeView, { full, readOnly }: RowOptions): string {
  return full && !readOnly && change.previewed ? PREVIEWED_LOOK.symbol : "";
}

function objectCount(action: ActionView, changed: readonly ChangeView[]): string {
  if (changed.length === 0) return "nothing to write";
  return changed.length === action.changes.length
    ? plural(changed.length, "object")
    : `${changed.length} of ${plural(action.changes.length, "object")}`;
}

/** The action's outputs: where a credential leads. The facts of its Secret describe a token. */
function outputs(action: ActionView): readonly string[] {
  const { credential, changes } = action;
  if (credential !== undefined && changes.some(({ verb }) => verb !== "none"))
    return [wayText(credential)];
  const isNew = changes.some(({ verb }) => verb === "create" || verb === "replace");
  if (!isNew || action.kind === "reader-token") return [];
  return action.provides.map((name) => `${name} ${KNOWN_AFTER_APPLY}`);
}

function symbolOf(changes: readonly ChangeView[]): string {
  const verbs = new Set(changes.map(({ verb }) => verb));
  verbs.delete("none");
  if (verbs.size === 0) return changes.length === 0 ? " " : CONTESTED_LOOK.symbol;
  const order: readonly Verb[] = ["replace", "delete", "take-over", "update", "create", "adopt"];
  return VERB_LOOK[order.find((verb) => verbs.has(verb)) ?? "none"].symbol;
}

function runRows(
  run: readonly ChangeView[],
  actionCause: string,
  options: RiskyOptions,
): readonly Row[] {
  if (options.full) return run.flatMap((change) => objectRows(change, actionCause, options));
  const [first] = run;
  if (first === undefined || run.length === 1)
    return first === undefined ? [] : objectRows(first, actionCause, options);
  if (first.verb === "update") return alikeRows(run, first, actionCause, options);
  return [
    {
      kind: "object",
      symbol: VERB_LOOK[first.verb].symbol,
      label: plural(run.length, first.object.kind, pluralKind(first.object.kind)),
      text: namesText(run.map(({ object }) => object.name)),
      right: actionCause === "" ? commonCause(run, options) : "",
    },
  ];
}

/** `Deployment istiod, 14 CustomResourceDefinitions`: a kind with several objects is a number. */
function kindsText(run: readonly ChangeView[], options: RowOptions): string {
  const byKind = new Map<string, ChangeView[]>();
  for (const change of run)
    byKind.set(change.object.kind, [...(byKind.get(change.object.kind) ?? []), change]);
  return [...byKind]
    .map(([kind, changes]) => {
      const [first] = changes;
      return changes.length > 1 || first === undefined
        ? plural(changes.length, kind, pluralKind(kind))
        : objectName(first.object, options);
    })
    .join(", ");
}

/** Objects with the same change: their names, and the change once. */
function alikeRows(
  run: readonly ChangeView[],
  first: ChangeView,
  actionCause: string,
  options: RiskyOptions,
): readonly Row[] {
  return [
    {
      kind: "object",
      symbol: VERB_LOOK.update.symbol,
      label: `${run.length} objects alike`,
      text: kindsText(run, options),
      right: actionCause === "" ? commonCause(run, options) : "",
    },
    ...changedLines(first, options).map((line): Row => ({ kind: "field", line })),
  ];
}

function pluralKind(kind: string): string {
  return kind.endsWith("s")
    ? `${kind}es`
    : kind.endsWith("y")
      ? `${kind.slice(0, -1)}ies`
      : `${kind}s`;
}

/** `*.istio.io` where many names share their end, otherwise the names. */
function namesText(names: readonly string[]): string {
  if (names.length > 4) {
    const [first = ""] = names;
    const dots = [...first.matchAll(/\./g)].map(({ index }) => first.slice(index));
    const common = dots.find((end) => names.every((name) => name.endsWith(end)));
    if (common !== undefined) return `*${common}`;
  }
  return listUpTo(names, NAMES_WIDTH);
}

function objectRows(
  change: ChangeView,
  actionCause: string,
  options: RiskyOptions,
): readonly Row[] {
  const isNew = change.verb === "create" || change.verb === "replace";
  const fact = isNew ? objectFacts(change) : change.verb === "adopt" ? "already as wanted" : "";
  const symbol = change.verb === "none" ? CONTESTED_LOOK.symbol : VERB_LOOK[change.verb].symbol;
  return [
    {
      kind: "object",
      symbol: symbol + previewMark(change, options),
      label: objectName(change.object, options),
      text: [fact, ...riskMark(change, options)].filter(Boolean).join("; "),
      right: actionCause === "" ? causeText(change.cause, options) : "",
    },
    ...fieldRows(change, options),
  ];
}

function fieldRows(change: ChangeView, options: RowOptions): readonly Row[] {
  return fieldLines(change, options).map((line) => ({ kind: "field", line }));
}

/** An action's part of the graph: only with `--full`. */
function graphRows(action: ActionView): readonly Row[] {
  const more = (text: string): Row => ({ kind: "more", text });
  return [
    ...action.needs.map(({ id, reason }) => more(`needs ${id}: ${reason}`)),
    ...action.waits_for.map((text) => more(`waits for ${text}`)),
  ];
}

function commonCause(changes: readonly ChangeView[], options: PlaceOptions): string {
  const causes = new Set(
    changes.filter(({ verb }) => verb !== "none").map(({ cause }) => causeText(cause, options)),
  );
  const [only] = causes;
  return causes.size === 1 && only !== undefined ? only : "";
}

type PlaceOptions = Pick<RowOptions, "file" | "lines">;

/** The cause in a few words: `mesh.yaml:6`, `drift: kubectl-edit`. */
export function causeText(cause: Cause, { file, lines }: PlaceOptions): string {
  switch (cause.kind) {
    case "file":
      return lines ? placeText(file, cause.line) : fileText(file);
    case "drift":
      return `drift: ${cause.by.join(", ")}`;
    case "output":
      return `moved: ${cause.of}`;
  }
}
