import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { kubectlFlags } from "../kube/kubectl-flags.ts";
import { refText } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import type { Action, ActionId } from "../planner/action.ts";
import type { Plan } from "../planner/plan.ts";
import { bodyOf, type SeenObject } from "../planner/recheck.ts";
import { rootsOf } from "../planner/trust.ts";
import type { ClusterClient } from "../ports.ts";
import type { ActionData, PendingChange } from "./context.ts";
import { changeKey, pendingChanges } from "./pending.ts";

/** What a run knows beside its plan. */
interface Known {
  /** Changes that are already as planned, by `changeKey`: not written again. */
  readonly done: ReadonlySet<string>;
  /** Present objects as the recheck saw them, by `changeKey`. */
  readonly seen: ReadonlyMap<string, SeenObject>;
  /** sha256 of the root that signs, if one does. */
  readonly root: string | undefined;
  readonly clients: (cluster: string) => Pick<ClusterClient, "context" | "kubeconfig">;
}

/** Takes from a plan what each of its actions is run from. What all of them share is looked up once. */
export function actionDataOf(plan: Plan, known: Known): (action: Action) => ActionData {
  const { done, seen, root, clients } = known;
  const isRolling = ({ component }: Action): boolean => component === "control-plane";
  const rollsIstiod = plan.actions.some(
    (one) => isRolling(one) && pendingChanges(one, done).length > 0,
  );
  const definitions = newDefinitions(plan);
  const warnings = plan.diagnostics.filter(({ code }) => code === "MP0620");
  const roots = rootsOf(plan, root);
  const clusters = new Map(plan.actions.map(({ id, cluster }) => [id, cluster]));
  return (action) => {
    requireOwnToken(action, clusters);
    const pending = pendingChanges(action, done).map((change): PendingChange => {
      const before = seen.get(changeKey(action.id, change.object));
      return before === undefined ? change : { ...change, seen: before };
    });
    return {
      action,
      pending,
      bodies: bodiesOf(plan, action, pending),
      newDefinitions: definitions.get(action.cluster) ?? [],
      rollsIstiod,
      warned: warningsOf(warnings, action),
      roots,
      kubectl: kubectlFlags(clients(action.cluster)),
    };
  };
}

function newDefinitions({ actions }: Plan): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { cluster, changes } of actions)
    for (const { verb, object } of changes)
      if (verb === "create" && object.kind === "CustomResourceDefinition")
        found.set(cluster, [...(found.get(cluster) ?? []), object.name]);
  return found;
}

function bodiesOf(
  plan: Plan,
  { waits }: Action,
  pending: readonly PendingChange[],
): ActionData["bodies"] {
  const compared = waits.flatMap((wait) => (wait.kind === "as-rendered" ? wait.objects : []));
  return Object.fromEntries(
    [...pending, ...compared].map((planned) => [planned.body, bodyOf(plan, planned)]),
  );
}

function warningsOf(
  warnings: readonly Diagnostic[],
  { cluster, changes }: Action,
): ActionData["warned"] {
  const written = new Set(changes.map(({ object }) => refText(object)));
  return warnings.flatMap(({ cluster: of, object, message }) =>
    of === cluster && object !== undefined && written.has(refText(object))
      ? [{ object, message }]
      : [],
  );
}

/** A token goes only into a Secret about its own cluster. */
function requireOwnToken(action: Action, clusters: ReadonlyMap<ActionId, ClusterName>): void {
  if (action.kind === "remote-secret" && clusters.get(action.tokenFrom) !== action.of)
    throw new Error(
      `internal: ${action.id} would hand out a token of a cluster that is not ${action.of}`,
    );
}
