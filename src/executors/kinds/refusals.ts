import { MeshplanError, PLAN_AGAIN } from "../../errors.ts";
import type { ApiError } from "../../kube/api-error.ts";
import { kindInfo } from "../../kube/kinds.ts";
import { type KubeObject, managedFieldsOf, type ObjectRef, refText } from "../../kube/object.ts";
import type { Action } from "../../planner/action.ts";
import type { Change } from "../../planner/change.ts";
import type { FieldConflict } from "../../ports.ts";
import { type ActionData, kubectl } from "../context.ts";
import type { RetryReason } from "../retry.ts";
import { commandLine } from "../../util/command-line.ts";

const NEW_KIND_SECONDS = 15;
const WEBHOOK_SECONDS = 60;
const TERMINATING_SECONDS = 60;

/**
 * Why a refusal will pass by itself: this plan or the cluster is about to change its cause. Undefined: it is final.
 * Source: the Kubernetes API server's status reasons; each API server replica learns of a new CRD on its own.
 */
export function passingRefusal(
  { api }: ApiError,
  { object }: Change,
  context: ActionData,
): RetryReason | undefined {
  if (api.status === 404 && isNewKind(object, context))
    return { text: `${object.kind} is not served yet`, limitSeconds: NEW_KIND_SECONDS };
  if (api.causes?.some((cause) => cause.reason === "NamespaceTerminating") === true)
    return terminating(object, context);
  if (api.status >= 500 && api.serverMessage.includes("failed calling webhook"))
    return unreachableWebhook(api.serverMessage, object, context);
  return undefined;
}

/** This plan makes the CRD of this kind, so a 404 may only mean that this server has not seen it yet. */
function isNewKind(object: ObjectRef, { newDefinitions }: ActionData): boolean {
  const info = kindInfo(object.apiVersion, object.kind);
  return info !== undefined && newDefinitions.includes(`${info.plural}.${info.group}`);
}

function terminating(object: ObjectRef, context: ActionData): RetryReason {
  const name = object.namespace ?? object.name;
  const namespace = { apiVersion: "v1", kind: "Namespace", name };
  return {
    text: `namespace ${name} is being deleted`,
    limitSeconds: TERMINATING_SECONDS,
    giveUp: (cause) =>
      new MeshplanError("MP9311", `namespace ${name} has been terminating for a minute`, {
        cluster: context.action.cluster,
        object,
        cause,
        nextSteps: [kubectl(context, "describe", namespace)],
      }),
  };
}

/** Worth waiting for only while this plan rolls istiod out: nobody here knows why any other webhook is down. */
function unreachableWebhook(
  message: string,
  object: ObjectRef,
  { action, rollsIstiod, ...context }: ActionData,
): RetryReason {
  const webhook = /failed calling webhook "([^"]+)"/.exec(message)?.[1] ?? "an admission webhook";
  return {
    text: `webhook ${webhook} does not answer yet`,
    limitSeconds: rollsIstiod ? WEBHOOK_SECONDS : 0,
    giveUp: (cause) =>
      new MeshplanError(
        "MP9310",
        `the API server could not call ${webhook} to check ${refText(object)}`,
        {
          cluster: action.cluster,
          object,
          cause,
          nextSteps: [
            `find its configuration and Service: ${commandLine`kubectl ${context.kubectl} get validatingwebhookconfigurations,mutatingwebhookconfigurations`}`,
          ],
        },
      ),
  };
}

/** The object is not the one the plan was made for. `what` says how: `was deleted`. */
export function staleObject(
  object: ObjectRef,
  action: Action,
  what: string,
  cause?: unknown,
): MeshplanError {
  return new MeshplanError("MP9305", `${refText(object)} ${what} since the plan`, {
    cluster: action.cluster,
    object,
    cause,
    nextSteps: [PLAN_AGAIN],
  });
}

/** Something made an object that the plan was to make. Nothing was written to it. */
export function createdByOthers(
  live: KubeObject | undefined,
  object: ObjectRef,
  action: Action,
): MeshplanError {
  const managers = live === undefined ? [] : managedFieldsOf(live);
  const owners = managers.filter((entry) => (entry.subresource ?? "") === "");
  const who = [...new Set(owners.map(({ manager }) => manager))].sort().join(", ");
  const deleted = live === undefined ? " and deleted again" : "";
  const message = `${refText(object)} was created by ${who === "" ? "somebody else" : who}${deleted} since the plan`;
  return new MeshplanError("MP9304", message, {
    cluster: action.cluster,
    object,
    nextSteps: [PLAN_AGAIN],
  });
}

/** Some fields got another owner between recheck and write. */
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
    nextSteps: [PLAN_AGAIN],
  });
}
