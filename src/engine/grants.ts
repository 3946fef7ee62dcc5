import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { desiredUnasked } from "./desire.ts";
import { bindWait } from "../executors/waits/index.ts";
import type { AccessRequest } from "../kube/access-request.ts";
import type { ClusterName } from "../mesh/model.ts";
import { readsOfOwned } from "../observe/owned.ts";
import { readsOf } from "../observe/gather-facts.ts";
import { meshSubjects } from "../observe/subjects.ts";
import type { DesiredAction } from "../planner/desired-action.ts";
import { grantsOfApply, grantsOfPlan } from "../planner/grants.ts";
import type { Plan } from "../planner/plan.ts";
import type { OnStep } from "../planner/plan-step.ts";
import type { Ports } from "../ports.ts";
import type { Planned } from "./planning.ts";

/** Who is to get rights, and in which clusters. */
export interface GrantsRequest {
  /** `plan`: for `plan --read-only`. `apply`: for everything else that meshplan does in a cluster. */
  readonly account: "plan" | "apply";
  readonly clusters: readonly ClusterName[];
  /** Whether the account of plans may read the Secrets that have a name. */
  readonly secrets: boolean;
  /** The built-in outline may stand in where no fitting program is found: for embedded clusters. */
  readonly outline: boolean;
  readonly onStep?: OnStep;
}

interface GrantsOutcome {
  readonly grants: readonly AccessRequest[];
  readonly renderer: Plan["renderer"];
  readonly problems: readonly Diagnostic[];
}

/** What an account has to be allowed in these clusters, from the file alone. */
export async function grantsFor(
  ports: Pick<Ports, "manifests">,
  read: Planned,
  { outline, onStep, ...request }: GrantsRequest,
): Promise<GrantsOutcome> {
  const { renderer, desired, problems } = await desiredUnasked(ports, read, { outline, onStep });
  return { grants: grantsIn(read, desired, request), renderer, problems };
}

/** The same of what is already known to be wanted. */
export function grantsIn(
  { mesh, topology }: Planned,
  desired: readonly DesiredAction[],
  { account, clusters, secrets }: Pick<GrantsRequest, "account" | "clusters" | "secrets">,
): readonly AccessRequest[] {
  const isAsked = ({ cluster }: { readonly cluster: ClusterName }) => clusters.includes(cluster);
  const facts = [
    ...meshSubjects(mesh, topology).filter(isAsked).flatMap(readsOf),
    ...readsOfOwned(mesh.istio.namespace),
  ];
  const actions = desired.filter(isAsked);
  return account === "apply"
    ? grantsOfApply(mesh, actions, facts, (wait) => bindWait(wait).uses)
    : grantsOfPlan(mesh, actions, facts, secrets);
}
