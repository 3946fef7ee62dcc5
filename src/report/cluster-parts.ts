import { placeOf } from "../planner/components/named.ts";
import type { ActionView, PlanView, RiskView } from "./view.ts";

/** The plan's part for one cluster. */
export interface ClusterPart {
  readonly name: string;
  readonly network: string;
  /** Every action after the actions it needs. */
  readonly actions: readonly ActionView[];
  readonly risks: readonly Pick<RiskView, "topic" | "text" | "subject" | "object">[];
}

/**
 * The plan cluster by cluster. The order of actions and needs has nothing to do with the cluster's name: the plan's own order
 * depends on its place in the alphabet, and two clusters that are built alike would look different.
 */
export function clusterParts(view: PlanView): readonly ClusterPart[] {
  const depths = depthsOf(view.actions);
  const names = view.clusters.map(({ name }) => name);
  return view.clusters.map(({ name, network }) => ({
    name,
    network,
    actions: inOrder(
      view.actions.filter(({ cluster }) => cluster === name),
      depths,
      names,
    ).map((action) => ({ ...action, needs: ownFirst(action.needs, name) })),
    risks: view.risks
      .filter(({ clusters }) => clusters.includes(name))
      .map(({ topic, text, subject, object }) => ({
        topic,
        text,
        subject,
        ...(object === undefined ? {} : { object }),
      })),
  }));
}

/** Actions of one component stand together, where the first of them can run. */
function inOrder(
  actions: readonly ActionView[],
  depths: ReadonlyMap<string, number>,
  clusters: readonly string[],
): readonly ActionView[] {
  const first = new Map<string, number>();
  for (const { id, component } of actions)
    first.set(component, Math.min(first.get(component) ?? Infinity, depths.get(id) ?? 0));
  const depth = ({ component }: ActionView): number => first.get(component) ?? 0;
  const place = ({ component }: ActionView): number => placeOf(component);
  const about = ({ subject = "" }: ActionView): number => clusters.indexOf(subject);
  return [...actions].sort(
    (a, b) =>
      depth(a) - depth(b) ||
      place(a) - place(b) ||
      about(a) - about(b) ||
      ((a.revision ?? "") < (b.revision ?? "") ? -1 : 1),
  );
}

function ownFirst(needs: ActionView["needs"], cluster: string): ActionView["needs"] {
  const isOwn = ({ id }: { readonly id: string }): boolean => id.startsWith(`${cluster}/`);
  return [...needs.filter(isOwn), ...needs.filter((need) => !isOwn(need))];
}

/** How many actions come one after the other before each; a plan lists needed actions first. */
function depthsOf(actions: readonly ActionView[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { id, needs } of actions)
    depths.set(id, Math.max(0, ...needs.map((need) => 1 + (depths.get(need.id) ?? 0))));
  return depths;
}
