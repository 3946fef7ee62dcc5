import type { KubeObject } from "../../kube/object.ts";
import { condition } from "./status.ts";
import { NOTHING, type Waiter } from "./wait-context.ts";
import { type Sight, watchObject } from "./watch-object.ts";
import { readsForWhy, whyNotReady } from "./why-not-ready.ts";
import { numberAt, textOrNone } from "../../kube/at.ts";

const deployment = ({
  namespace,
  name,
}: {
  readonly namespace: string;
  readonly name: string;
}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace,
  name,
});

/** Ready means rolled out, not merely started. Source: cli-utils kstatus, rules for Deployment. */
export const deploymentAvailable: Waiter<"deployment-available"> = {
  subject: deployment,
  alsoReads: (wait) => readsForWhy(deployment(wait)),
  explain: (wait, client) => whyNotReady(client, deployment(wait)),
  async watch(wait, context) {
    await watchObject(deployment(wait), context, look);
    return NOTHING;
  },
};

function look(object: KubeObject): Sight<true> {
  const progressing = condition(object, "Progressing");
  const current = numberAt(object, "status", "observedGeneration") === object.metadata.generation;
  if (!current) return { saw: "not seen by its controller yet" };
  if (progressing?.["reason"] === "ProgressDeadlineExceeded")
    return { stuck: textOrNone(progressing, "message") ?? "its progress deadline passed" };
  const saw = shortfall(object);
  if (saw !== undefined) return { saw };
  const deadline = numberAt(object, "spec", "progressDeadlineSeconds");
  if (deadline !== undefined && progressing?.["reason"] !== "NewReplicaSetAvailable")
    return { saw: "rolling out" };
  if (condition(object, "Available")?.["status"] !== "True") return { saw: "not available" };
  return { found: true };
}

/** What is missing for a finished rollout, in replicas. */
function shortfall(object: KubeObject): string | undefined {
  const wanted = numberAt(object, "spec", "replicas") ?? 1;
  const count = (field: string) => numberAt(object, "status", field) ?? 0;
  const total = count("replicas");
  const updated = count("updatedReplicas");
  const available = count("availableReplicas");
  if (total < wanted) return `${total} of ${wanted} replicas created`;
  if (updated < wanted) return `${updated} of ${wanted} replicas updated`;
  if (total > updated) return `${total - updated} old replicas still there`;
  if (available < updated) return `${available} of ${updated} replicas available`;
  const ready = count("readyReplicas");
  return ready < wanted ? `${ready} of ${wanted} replicas ready` : undefined;
}
