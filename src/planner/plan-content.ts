import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { isList, isMap, type Json, type JsonMap } from "../kube/object.ts";
import type { FilePlace } from "../mesh/model.ts";
import type { Action } from "./action.ts";
import type { Plan, PlannedCluster } from "./plan.ts";

/**
 * The part of a plan that is approved: everything but what this file lists, so that a new field of a plan is in the digest unless
 * somebody writes it down here, with the reason.
 */
export type PlanContent = Omit<
  Plan,
  /** Notes. */
  | "file"
  /** The rights of the account that planned: another one that sees more plans the same. */
  | "unlisted"
  /** Of the content itself. */
  | "digest"
  | "renderer"
  | "clusters"
  | "actions"
  | "diagnostics"
  | "bodies"
> & {
  /** `sha256`: of a program that differs between operating systems, of which each renders the same. */
  readonly renderer: Omit<Plan["renderer"], "sha256">;
  readonly clusters: readonly ClusterContent[];
  readonly actions: readonly ActionContent[];
  readonly diagnostics: readonly DiagnosticContent[];
  readonly bodies: { readonly [hash: string]: JsonMap };
};
/**
 * `context`, `kubeconfig`: the machine that applies says what the file's words lead to there. `server`: how one kubeconfig
 * reaches the cluster, which another need not; where a plan hands an address out, it is in the action that does.
 */
export type ClusterContent = Unplaced<Omit<PlannedCluster, "context" | "kubeconfig" | "server">>;
export type ActionContent = Unplaced<Action>;
/** `at`: a place in the mesh file. */
export type DiagnosticContent = Omit<Diagnostic, "at">;

/** What a plan file says beside: places in the mesh file, for people who look there. Nobody approves it, and no run reads it. */
export interface PlanNotes {
  /** Path of the mesh file as the user named it. */
  readonly file: string;
  /** Lines of the mesh file, by the place in the plan that they belong to: `{"clusters/0": 6}`. */
  readonly lines: { readonly [holder: string]: number };
}

/** A value without lines of the mesh file and without absolute paths. JSON of others' making stays as it is. */
type Unplaced<T> = T extends string
  ? T
  : JsonMap extends T
    ? T
    : T extends FilePlace
      ? Omit<T, "path">
      : T extends readonly (infer Item)[]
        ? readonly Unplaced<Item>[]
        : T extends object
          ? { readonly [K in keyof T as Exclude<K, "line">]: Unplaced<T[K]> }
          : T;

type Pattern = readonly string[];

const CLUSTER = ["clusters", "*"];
const CHANGE = ["actions", "*", "changes", "*"];
const PENDING = ["actions", "*", "delivery", "pending", "*"];
/** Where a plan names lines of the mesh file. */
const LINES: readonly Pattern[] = [
  [...CLUSTER, "line"],
  [...CLUSTER, "values", "*", "line"],
  [...CHANGE, "cause", "line"],
  [...CHANGE, "patched", "*", "line"],
  [...PENDING, "patched", "*", "line"],
];
/** What is found again on the machine that applies, or is not stored at all. */
const DROPPED: readonly Pattern[] = [
  ...["context", "kubeconfig", "server"].map((key) => [...CLUSTER, key]),
  ["actions", "*", "key", "path"],
  ["renderer", "sha256"],
  ["diagnostics", "*", "at"],
];

/** Takes a plan apart into what is approved and what is not. */
export function splitPlan(plan: Omit<Plan, "digest">): {
  readonly content: PlanContent;
  readonly notes: PlanNotes;
} {
  const { file, bodies, ...rest } = { ...plan, digest: undefined, unlisted: undefined };
  const lines: Record<string, number> = {};
  const kept = without(rest as unknown as Json, [...LINES, ...DROPPED], [], (path, value) => {
    if (path.at(-1) === "line") lines[path.slice(0, -1).join("/")] = Number(value);
  });
  const content = { ...(kept as JsonMap), bodies: Object.fromEntries(bodies) };
  return { content: content as unknown as PlanContent, notes: { file, lines } };
}

/** How this machine reads what the mesh file wrote. */
export interface Machine {
  /** The absolute path of one that the mesh file writes; `folder` as in Plan. */
  readonly pathOf: (written: string, folder: string | undefined) => string;
}

/** The plan again. A line that the notes do not have is 0: nothing that is approved depends on it. */
export function joinPlan(
  content: PlanContent,
  notes: PlanNotes,
  digest: string,
  { pathOf }: Machine,
): Plan {
  const { bodies, ...rest } = content;
  const placed = withLines(rest as unknown as Json, LINES, [], notes.lines) as unknown as Plan;
  const path = (written: string): string => pathOf(written, content.folder);
  return {
    ...placed,
    file: notes.file,
    digest,
    bodies: new Map(Object.entries(bodies)) as unknown as Plan["bodies"],
    clusters: placed.clusters.map((cluster) => {
      const { context, kubeconfig } = cluster.written;
      const found = kubeconfig === undefined ? {} : { kubeconfig: path(kubeconfig) };
      return { ...cluster, context, ...found };
    }),
    actions: placed.actions.map((action) =>
      action.kind === "trust"
        ? { ...action, key: { ...action.key, path: path(action.key.written) } }
        : action,
    ),
  };
}

/** A copy without the members that the patterns name, which are handed to `taken`. Shares what it does not change. */
function without(
  value: Json,
  patterns: readonly Pattern[],
  path: readonly string[],
  taken: (path: readonly string[], value: Json) => void,
): Json {
  if (patterns.length === 0) return value;
  const items = isList(value) ? value.entries() : isMap(value) ? Object.entries(value) : [];
  const kept = [...items].flatMap(([key, item]): [string, Json][] => {
    const below = rests(patterns, String(key));
    const at = [...path, String(key)];
    if (item === undefined) return [];
    if (!below.some((rest) => rest.length === 0))
      return [[String(key), without(item, below, at, taken)]];
    taken(at, item);
    return [];
  });
  if (isList(value)) return kept.map(([, item]) => item);
  return isMap(value) ? Object.fromEntries(kept) : value;
}

function withLines(
  value: Json,
  patterns: readonly Pattern[],
  path: readonly string[],
  lines: PlanNotes["lines"],
): Json {
  if (patterns.length === 0) return value;
  const below = (key: string, item: Json): Json =>
    withLines(item, rests(patterns, key), [...path, key], lines);
  if (isList(value)) return value.map((item, index) => below(String(index), item));
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, below(key, item ?? null)]);
  const holds = patterns.some(([key, ...rest]) => key === "line" && rest.length === 0);
  const line = holds && hasLine(value) ? { line: lines[path.join("/")] ?? 0 } : {};
  return { ...(Object.fromEntries(entries) as JsonMap), ...line };
}

/** A cause is a line of the file, or something else. */
function hasLine({ kind }: JsonMap): boolean {
  return kind === undefined || kind === "file";
}

function rests(patterns: readonly Pattern[], key: string): readonly Pattern[] {
  return patterns.flatMap(([head, ...rest]) => (head === "*" || head === key ? [rest] : []));
}
