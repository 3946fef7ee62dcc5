import { MeshplanError } from "../../errors.ts";
import type { ApiError } from "../../kube/api-error.ts";
import { kindInfo } from "../../kube/kinds.ts";
import { type ObjectRef, refText } from "../../kube/object.ts";
import type { Action } from "../../planner/action.ts";
import type { Change } from "../../planner/change.ts";
import type { FieldConflict } from "../../ports.ts";
import { kubectl, pendingChanges, type RunContext } from "../context.ts";
import type { RetryReason } from "../retry.ts";

const NEW_KIND_SECONDS = 15;
const WEBHOOK_SECONDS = 60;
const TERMINATING_SECONDS = 60;
const RACE_SECONDS = 5;

/**
 * Answers that pass by themselves, because this plan or the cluster is about to change them. Undefined: final.
 * Source: the Kubernetes API server's status reasons; each API server replica learns of a new CRD on its own.
 */
export function passingRefusal(
  { api }: ApiError,
  { object, force }: Change,
  action: Action,
  context: RunContext,
): RetryReason | undefined {
  if (api.status === 404 && isNewKind(object, action, context))
    return { text: `${object.kind} is not served yet`, limitSeconds: NEW_KIND_SECONDS };
  if (api.causes?.some((cause) => cause.reason === "NamespaceTerminating") === true)
    return terminating(object, action, context);
  if (api.status >= 500 && api.serverMessage.includes("failed calling webhook"))
    return unreachableWebhook(api.serverMessage, object, action, context);
  if (api.status === 409 && isRace(api, force))
    return { text: "somebody else writes it at this moment", limitSeconds: RACE_SECONDS };
  return undefined;
}

/** Two writers at once. A forced write names the resourceVersion it saw, so for that one a conflict is the answer. */
function isRace({ reason, serverMessage }: ApiError["api"], force: boolean): boolean {
  if (reason === "AlreadyExists") return true;
  return reason === "Conflict" && !force && !serverMessage.includes("uid mismatch");
}

/** The CRD of this kind is made by this plan, so a 404 may only mean that this server has not seen it yet. */
function isNewKind(object: ObjectRef, action: Action, { plan }: RunContext): boolean {
  const info = kindInfo(object.apiVersion, object.kind);
  if (info === undefined) return false;
  return plan.actions.some(
    (other) =>
      other.cluster === action.cluster &&
      other.changes.some(
        (change) =>
          change.verb === "create" &&
          change.object.kind === "CustomResourceDefinition" &&
          change.object.name === `${info.plural}.${info.group}`,
      ),
  );
}

function terminating(object: ObjectRef, action: Action, { plan }: RunContext): RetryReason {
  const name = object.namespace ?? object.name;
  const namespace = { apiVersion: "v1", kind: "Namespace", name };
  return {
    text: `namespace ${name} is being deleted`,
    limitSeconds: TERMINATING_SECONDS,
    giveUp: (cause) =>
      new MeshplanError("MP9311", `namespace ${name} has been terminating for a minute`, {
        cluster: action.cluster,
        object,
        cause,
        nextSteps: [kubectl(plan, action.cluster, "describe", namespace)],
      }),
  };
}

/** Worth waiting for only while this plan rolls istiod out; any other webhook is down for a reason we do not know. */
function unreachableWebhook(
  message: string,
  object: ObjectRef,
  action: Action,
  { plan, done }: RunContext,
): RetryReason {
  const rolling = plan.actions.some(
    (other) => other.component === "control-plane" && pendingChanges(other, done).length > 0,
  );
  const webhook = /failed calling webhook "([^"]+)"/.exec(message)?.[1] ?? "an admission webhook";
  return {
    text: `webhook ${webhook} does not answer yet`,
    limitSeconds: rolling ? WEBHOOK_SECONDS : 0,
    giveUp: (cause) =>
      new MeshplanError(
        "MP9310",
        `the API server could not call ${webhook} to check ${refText(object)}`,
        {
          cluster: action.cluster,
          object,
          cause,
          nextSteps: [
            `find its configuration and Service: kubectl --context ${contextOf(plan, action)} get validatingwebhookconfigurations,mutatingwebhookconfigurations`,
          ],
        },
      ),
  };
}

function contextOf({ clusters }: RunContext["plan"], { cluster }: Action): string {
  return clusters.find((candidate) => candidate.name === cluster)?.context ?? cluster;
}

/** A final answer that says the object is not the one the plan saw. Undefined: some other refusal. */
export function staleObject(
  cause: ApiError,
  object: ObjectRef,
  action: Action,
): MeshplanError | undefined {
  const { status, serverMessage, causes } = cause.api;
  const otherUid =
    status === 422 &&
    (causes?.some((item) => item.field === "metadata.uid") === true ||
      serverMessage.includes("metadata.uid"));
  if (!otherUid && status !== 409) return undefined;
  const what = otherUid
    ? "was deleted and made anew"
    : serverMessage.includes("uid mismatch")
      ? "was deleted"
      : "changed";
  return new MeshplanError("MP9305", `${refText(object)} ${what} since the plan`, {
    cluster: action.cluster,
    object,
    cause,
    nextSteps: ["meshplan plan"],
  });
}

/** Fields that got another owner between recheck and write. */
export function takenFields(
  conflicts: readonly FieldConflict[],
  object: ObjectRef,
  action: Action,
): MeshplanError {
  const owners = new Map<string, string[]>();
  for (const { field, message } of conflicts) {
    const owner = /"([^"]+)"/.exec(message)?.[1] ?? "another manager";
    owners.set(owner, [...(owners.get(owner) ?? []), field.replace(/^\./, "")]);
  }
  const text = [...owners]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, fields]) => `${owner} (${[...new Set(fields)].sort().join(", ")})`)
    .join(", ");
  return new MeshplanError("MP9303", `fields of ${refText(object)} now belong to ${text}`, {
    cluster: action.cluster,
    object,
    nextSteps: ["meshplan plan"],
  });
}
