import { groupOf, kindInfo } from "../kube/kinds.ts";
import type { ObjectRef } from "../kube/object.ts";
import { addressKind, isServerName, isServerUrl, proxyServerUrl } from "../mesh/address.ts";
import { isDnsLabel } from "../mesh/names.ts";
import { addressValue } from "./address-value.ts";
import { outputValue } from "./outputs.ts";
import type { ActionContent, PlanContent } from "./plan-content.ts";
import type { Fault } from "./plan-fault.ts";

type Found = Generator<Fault, void, undefined>;

/**
 * What no pattern of the schema can say of the texts of a plan: a way to an API server, an address and a name are held to what a
 * mesh file, a cluster's answer and Kubernetes may say, for whoever sealed the plan need not have had either.
 */
export function* grammar(plan: PlanContent): Found {
  for (const [index, { webhookHost }] of plan.clusters.entries())
    if (webhookHost !== undefined && addressKind(webhookHost) !== "host")
      yield { at: `clusters/${index}/webhookHost`, says: "is no DNS name" };
  for (const [index, action] of plan.actions.entries()) {
    const at = `actions/${index}`;
    yield* ways(action, `${at}/access`);
    for (const [place, wait] of action.waits.entries())
      if (wait.kind === "load-balancer-address" && wait.expected !== undefined)
        yield* told(`${at}/waits/${place}/expected`, addressValue(wait.expected).problem);
  }
  for (const { at, object } of objectsOf(plan)) yield* told(at, objectFault(object));
  const names = plan.clusters.map(({ name }) => name);
  for (const [index, { cluster }] of (plan.leftovers ?? []).entries())
    if (!names.includes(cluster))
      yield { at: `leftovers/${index}`, says: `is in ${cluster}, which is no cluster of the plan` };
}

function* told(at: string, says: string | undefined): Found {
  if (says !== undefined) yield { at, says };
}

function* ways(action: ActionContent, at: string): Found {
  if (action.kind !== "remote-secret") return;
  const { server, tlsServerName, proxyUrl, ca } = action.access;
  if (!isServerUrl(server)) yield { at: `${at}/server`, says: "is no https URL of an API server" };
  if (tlsServerName !== undefined && !isServerName(tlsServerName))
    yield { at: `${at}/tlsServerName`, says: "is neither a DNS name nor an IP address" };
  if (proxyUrl !== undefined && proxyServerUrl(proxyUrl) === undefined)
    yield { at: `${at}/proxyUrl`, says: "is not the URL of a proxy" };
  if (ca === undefined) return;
  const bundle = outputValue("ca", ca);
  if (bundle.problem !== undefined) yield { at: `${at}/ca`, says: bundle.problem };
  else if (bundle.value !== ca)
    yield { at: `${at}/ca`, says: "holds something else than certificates" };
}

/** Every object that a plan names but those of its warnings, which are any cluster's. */
function* objectsOf(
  plan: PlanContent,
): Generator<{ readonly at: string; readonly object: ObjectRef }, void, undefined> {
  for (const [index, { changes, waits, unread = [], delivery }] of plan.actions.entries()) {
    const rendered = waits.flatMap((wait) => (wait.kind === "as-rendered" ? wait.objects : []));
    const pending = delivery?.mode === "render" ? delivery.pending : [];
    for (const { object } of [...changes, ...rendered, ...pending])
      yield { at: `actions/${index}`, object };
    for (const object of unread) yield { at: `actions/${index}/unread`, object };
  }
  for (const [index, { object }] of (plan.leftovers ?? []).entries())
    yield { at: `leftovers/${index}/object`, object };
}

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** Whose names are segments of a path, such as `system:auth-delegator`; the schema says what those are. */
const RBAC = "rbac.authorization.k8s.io";
const LABELS: ReadonlySet<string> = new Set(["Namespace", "Service"]);

/** Source: apimachinery `pkg/api/validation`, and ValidateRBACName of Kubernetes. */
function objectFault({ apiVersion, kind, name, namespace }: ObjectRef): string | undefined {
  const info = kindInfo(apiVersion, kind);
  if (info === undefined) return `names the kind ${kind}, which meshplan does not write`;
  if (info.namespaced !== (namespace !== undefined))
    return `names ${info.namespaced ? "no namespace" : "a namespace"} of a ${kind}`;
  const group = groupOf(apiVersion);
  if (group === RBAC) return undefined;
  const fits = group === "" && LABELS.has(kind) ? isDnsLabel(name) : SUBDOMAIN.test(name);
  return fits ? undefined : `names a ${kind} as Kubernetes names none`;
}
