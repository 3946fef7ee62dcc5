import type { ActionView, PlanView } from "../view.ts";
import { actionCounts } from "../action-counts.ts";
import { actionText, markOf } from "./action-text.ts";
import { clusterTitle, kindsOfClusters } from "./alike.ts";
import { criticalPath } from "./critical-path.ts";
import { type Arrow, type Box, type Drawing, type DrawnGroup, worstMark } from "./drawing.ts";

interface Folded {
  readonly id: string;
  readonly kind: string;
  readonly actions: ActionView[];
}

/**
 * The actions of a plan: a lane for each cluster, an arrow from an action to each one that needs it, the longest chain marked.
 * In a large mesh clusters that are alike have one lane, unless `full`.
 */
export function planDrawing(view: PlanView, { full }: { readonly full: boolean }): Drawing {
  const kinds = kindsOfClusters(view, full);
  const boxes = foldedActions(view, kinds);
  const path = criticalPath(view.actions);
  const boxOf = new Map(boxes.flatMap(({ id, actions }) => actions.map((one) => [one.id, id])));
  const lanes = new Map<string, string[]>();
  for (const { name } of view.clusters) {
    const kind = kinds.get(name) ?? name;
    lanes.set(kind, [...(lanes.get(kind) ?? []), name]);
  }
  const groups = [...lanes].map(([kind, clusters], index): DrawnGroup => {
    const own = boxes.filter((box) => box.kind === kind);
    return {
      id: `lane${String(index + 1)}`,
      kind: "cluster",
      lines: [clusterTitle(clusters)],
      clusters,
      mark: worstMark(own.map(({ actions }) => markOf(actions))),
      groups: [],
      boxes: own.map((box) => drawnBox(box, path)),
    };
  });
  return {
    kind: "plan",
    title: `Plan of ${view.mesh}`,
    groups,
    boxes: [],
    arrows: needArrows(view, boxOf, path),
  };
}

function drawnBox({ id, actions }: Folded, path: readonly string[]): Box {
  const [first] = actions;
  const named = first === undefined ? "" : nameOf(first);
  const subjects = new Set(actions.map(({ subject }) => subject));
  const name =
    subjects.size > 1 && first?.subject !== undefined
      ? `${first.component} (${String(subjects.size)} clusters)`
      : named;
  const text =
    actions.length === 1 && first !== undefined
      ? actionText(first)
      : [`${actionCounts(actions)}${actions.length > 1 ? " in all" : ""}`].filter(
          () => actionCounts(actions) !== "",
        );
  return {
    id,
    lines: [name, ...(text.length === 0 ? ["nothing to write"] : text)],
    mark: markOf(actions),
    critical: actions.some((action) => path.includes(action.id)),
    actions: actions.map((action) => action.id),
  };
}

/** The id of an action without its cluster, whose lane says it. */
const nameOf = ({ id, cluster }: ActionView): string =>
  id.startsWith(`${cluster}/`) ? id.slice(cluster.length + 1) : id;

function foldedActions(view: PlanView, kinds: ReadonlyMap<string, string>): readonly Folded[] {
  const found = new Map<string, Folded>();
  for (const action of view.actions) {
    const kind = kinds.get(action.cluster) ?? action.cluster;
    const { component, revision = "", subject } = action;
    const about = subject === undefined ? "" : (kinds.get(subject) ?? subject);
    const key = JSON.stringify([kind, component, revision, about]);
    const known = found.get(key);
    if (known === undefined)
      found.set(key, { id: `a${String(found.size + 1)}`, kind, actions: [action] });
    else known.actions.push(action);
  }
  return [...found.values()];
}

function needArrows(
  view: PlanView,
  boxOf: ReadonlyMap<string, string>,
  path: readonly string[],
): readonly Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const { id, needs } of view.actions)
    for (const need of needs) {
      const [from, to] = [boxOf.get(need.id), boxOf.get(id)];
      if (from === undefined || to === undefined || from === to) continue;
      const place = path.indexOf(id);
      const critical = place > 0 && path[place - 1] === need.id;
      const key = `${from} ${to}`;
      const known = arrows.get(key);
      if (known !== undefined && (known.critical || !critical)) continue;
      arrows.set(key, { from, to, kind: "needs", text: need.reason, mark: "none", critical });
    }
  return [...arrows.values()];
}
