import { pendingChanges } from "../executors/pending.ts";
import { madeRoot, prepareSigner } from "../executors/signer.ts";
import { bindWait } from "../executors/waits/index.ts";
import { missingRights } from "../observe/missing-rights.ts";
import { type Rechecked, recheckPlan } from "../observe/recheck-plan.ts";
import { planSubjects } from "../observe/subjects.ts";
import { unanswered } from "../planner/checks/clusters-answer.ts";
import type { Plan } from "../planner/plan.ts";
import type { OnStep } from "../planner/plan-step.ts";
import { rightsOfApply } from "../planner/rights.ts";
import type { ClusterClient, Ports } from "../ports.ts";
import { clientOf, connect } from "./clients.ts";
import { reachableOf, readClusters } from "./gather.ts";

/** Stage 13: looks once more, just before the first write. Throws where a private key that apply needs is not here. */
export async function recheck(ports: Ports, plan: Plan, onStep?: OnStep): Promise<Rechecked> {
  const clients = await connect(ports, plan.clusters, plan.digest);
  const client = (cluster: string): ClusterClient => clientOf(clients, cluster);
  const all = await readClusters(ports, clients, planSubjects(plan), { onStep });
  const unreachable = all.filter((one) => !one.reachable).map(unanswered);
  if (unreachable.length > 0)
    return { stale: [], refused: unreachable, done: new Set(), seen: new Map() };
  const now = new Date(ports.clock.now());
  const made = await madeRoot(ports.files, plan, now);
  const seen = await recheckPlan(plan, reachableOf(all), client, { made, onStep });
  if (seen.stale.length > 0) return seen;
  const { stale } = await prepareSigner(ports.files, plan, seen.done, now);
  if (stale.length > 0) return { ...seen, stale };
  // Whoever applies a saved plan need not be who made it.
  const pending = (action: Plan["actions"][number]) => pendingChanges(action, seen.done);
  const rights = rightsOfApply(plan, pending, (wait) => bindWait(wait).asks);
  return { ...seen, refused: await missingRights(rights, client) };
}
