import { CODES } from "../diagnostics/codes.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Action, LiveAccess } from "../planner/action.ts";
import type { BodyHash, Change, ContestedField } from "../planner/change.ts";
import { isSecretField } from "../planner/diff.ts";
import type { Plan, PlannedCluster } from "../planner/plan.ts";
import { waitText } from "../planner/wait-text.ts";
import { maskedField, patchedView, valuesOf } from "./change-values.ts";
import { changeByOthers, deliveryView } from "./delivery-view.ts";
import { printedPath } from "../kube/field-path.ts";
import type { JsonMap, KubeObject } from "../kube/object.ts";
import { mapOf } from "./json-parts.ts";
import { type MaskedBody, maskBody, withKnownWords } from "./masked-body.ts";
import { leftoversView } from "./leftovers.ts";
import { objectName } from "./object-name.ts";
import type {
  PlannedChange,
  PlannedObject,
  UnjudgedAction,
  UnjudgedChange,
  UnjudgedView,
} from "./risks/detector.ts";
import { judged } from "./risks/judge.ts";
import type {
  ClusterView,
  CredentialView,
  DiagnosticView,
  LeftAloneView,
  PlanSummary,
  PlanView,
  WayView,
} from "./view.ts";

/**
 * The public form of a plan (schema/plan.schema.json). Equal plans give equal views.
 *
 * Values of Secrets are masked here, whatever the plan says about them: this is the last gate before any output.
 */
export function planView(plan: Plan, meshplanVersion: string): PlanView {
  const bodies = maskedBodies(plan, maskBody);
  const judgedBodies = maskedBodies(plan, (body) => maskBody(withKnownWords(body)));
  const actions = plan.actions.map((action) => actionView(action, plan, bodies));
  const planned = plan.actions.flatMap((action, index) =>
    plannedObjects(plan, action, actions[index], judgedBodies),
  );
  const view: UnjudgedView = {
    format_version: "1.1",
    meshplan_version: meshplanVersion,
    mesh: plan.mesh,
    file: plan.file,
    istio_version: plan.istioVersion,
    ...(plan.revisions === undefined ? {} : { revisions: plan.revisions }),
    namespace: plan.namespace,
    renderer: rendererView(plan.renderer),
    ...(plan.trust === undefined ? {} : { trust: plan.trust }),
    digest: plan.digest,
    ...(plan.readOnly === undefined ? {} : { read_only: plan.readOnly }),
    complete: plan.complete,
    clusters: plan.clusters.map(clusterView),
    actions,
    ...leftOver(plan),
    diagnostics: plan.diagnostics.map(diagnosticView),
  };
  return judged(view, countsOf(plan, actions), planned);
}

/** The objects that detectors look at: for an update the whole future object, while the view has only the changed fields. */
function plannedObjects(
  { namespace }: Plan,
  action: Action,
  view: UnjudgedAction | undefined,
  bodies: Bodies,
): readonly PlannedObject[] {
  if (view === undefined) return [];
  const planned = (
    change: PlannedChange,
    hash: BodyHash,
    fields: Pick<PlannedObject, "moved" | "patched">,
  ): PlannedObject => {
    const body = (): JsonMap => mapOf(bodies(hash)?.value);
    return {
      action: view,
      change,
      name: objectName(change.object, { full: false, namespace }),
      ...fields,
      // Most objects of a plan are unchanged and large, and few of them are looked into.
      get body() {
        return body();
      },
    };
  };
  const own = action.changes.flatMap((change, index) => {
    const shown = view.changes[index];
    const moved = change.fields.map(({ path }) => path);
    return shown === undefined
      ? []
      : [planned(shown, change.body, { moved, patched: change.patched ?? [] })];
  });
  const rendered = action.waits.flatMap((wait) =>
    wait.kind === "as-rendered"
      ? wait.objects.map(({ object, body }) => {
          const { moved, patched, ...change } = changeByOthers(object, action);
          return planned(change, body, { moved, patched });
        })
      : [],
  );
  return [...own, ...rendered];
}

function leftOver(plan: Plan): Pick<PlanView, "leftovers" | "unlisted"> {
  const { clusters, leftovers, unlisted } = plan;
  const targets = new Map<string, PlannedCluster>(clusters.map((one) => [one.name, one]));
  return {
    ...(leftovers === undefined ? {} : { leftovers: leftoversView(leftovers, targets) }),
    ...(unlisted === undefined ? {} : { unlisted }),
  };
}

type Bodies = (hash: BodyHash) => MaskedBody | undefined;

/** Equal bodies of many clusters are masked once and shared. */
function maskedBodies(plan: Plan, mask: (body: KubeObject) => MaskedBody): Bodies {
  const known = new Map<BodyHash, MaskedBody>();
  return (hash) => {
    const found = known.get(hash);
    if (found !== undefined) return found;
    const body = plan.bodies.get(hash);
    if (body === undefined) return undefined;
    const masked = mask(body);
    known.set(hash, masked);
    return masked;
  };
}

function clusterView(cluster: PlannedCluster): ClusterView {
  return {
    name: cluster.name,
    role: cluster.role,
    ...(cluster.primary === undefined ? {} : { primary: cluster.primary }),
    ...(cluster.host === undefined ? {} : { host: cluster.host }),
    ...(cluster.webhookHost === undefined ? {} : { webhook_host: cluster.webhookHost }),
    network: cluster.network,
    context: cluster.context,
    reachable: cluster.reachable,
    ...(cluster.server === undefined ? {} : { server: cluster.server }),
    ...(cluster.serverVersion === undefined ? {} : { server_version: cluster.serverVersion }),
    ...(cluster.identity === undefined ? {} : { identity: cluster.identity }),
    embedded: cluster.embedded,
    ...(cluster.istio === undefined ? {} : { istio: cluster.istio }),
    ...(cluster.values === undefined ? {} : { values: cluster.values }),
    line: cluster.line,
  };
}

function actionView(action: Action, plan: Plan, bodies: Bodies): UnjudgedAction {
  return {
    id: action.id,
    cluster: action.cluster,
    component: action.component,
    ...(action.subject === undefined ? {} : { subject: action.subject }),
    ...(action.revision === undefined ? {} : { revision: action.revision }),
    kind: action.kind,
    needs: action.needs.map(({ id, reason }) => ({ id, reason })),
    provides: action.provides,
    waits_for: action.waits.map((wait) => waitText(wait, action.cluster)),
    ...(action.unread === undefined ? {} : { unread: action.unread }),
    ...(action.kind === "remote-secret" ? { credential: credentialView(action) } : {}),
    ...(action.delivery === undefined
      ? {}
      : { delivery: deliveryView(action, action.delivery, plan.bodies, bodies) }),
    changes: action.changes.map((change) => changeView(change, bodies)),
  };
}

function credentialView({ of, access, reach, tokenFrom }: Action<"remote-secret">): CredentialView {
  const { server, tlsServerName, proxyUrl } = access;
  const now = { tlsServerName, proxyUrl, fingerprint: reach.fingerprint };
  return {
    of,
    server,
    ...wayView(now),
    token_from: tokenFrom,
    server_is: reach.server,
    ca: reach.ca,
    ...(reach.before === undefined ? {} : { before: wayView(reach.before) }),
  };
}

function wayView(way: { readonly [K in keyof LiveAccess]: LiveAccess[K] | undefined }): WayView {
  const { server, tlsServerName, proxyUrl, fingerprint, insecure } = way;
  return {
    ...(server === undefined ? {} : { server }),
    ...(tlsServerName === undefined ? {} : { tls_server_name: tlsServerName }),
    ...(proxyUrl === undefined ? {} : { proxy_url: proxyUrl }),
    ...(fingerprint === undefined ? {} : { ca_fingerprint: fingerprint }),
    ...(insecure === undefined ? {} : { insecure }),
  };
}

function changeView(change: Change, bodies: Bodies): UnjudgedChange {
  const { kind } = change.object;
  const fields = change.fields.map((field) => maskedField(kind, field));
  // Most objects of a plan are unchanged and large, and none of their content is shown.
  const body = change.verb === "none" ? undefined : bodies(change.body);
  const created = change.verb === "create" || change.verb === "replace";
  return {
    verb: change.verb,
    object: change.object,
    cause: change.cause,
    previewed: change.previewed,
    ...(change.verb === "none" ? {} : valuesOf(change.verb, fields, body)),
    fields: fields.map(({ path, ...values }) => ({ path: printedPath(path), ...values })),
    left_alone: change.leftAlone.map((field) => leftAloneView(kind, field)),
    ...patchedView(change),
    unchanged_fields: created ? 0 : Math.max(0, (body?.leaves ?? 0) - fields.length),
  };
}

function leftAloneView(kind: string, field: ContestedField): LeftAloneView {
  const { manager } = field;
  const path = printedPath(field.path);
  return isSecretField(kind, field.path)
    ? { path, manager, live: null, wanted: null, sensitive: true }
    : { path, manager, live: field.live ?? null, wanted: field.wanted ?? null };
}

function diagnosticView(diagnostic: Diagnostic): DiagnosticView {
  const { code, message, help, cluster, object } = diagnostic;
  const { severity } = codeEntry(code);
  return {
    code,
    severity,
    message,
    help,
    ...(cluster === undefined ? {} : { cluster }),
    ...(object === undefined ? {} : { object }),
  };
}

function codeEntry(code: string): { readonly severity: "error" | "warning" } {
  const all: Readonly<Record<string, { readonly severity: "error" | "warning" }>> = CODES;
  return all[code] ?? { severity: "warning" };
}

function countsOf(
  { leftovers = [] }: Plan,
  actions: readonly UnjudgedAction[],
): Omit<PlanSummary, "risk" | "risk_reason"> {
  const changes = actions.flatMap((action) => action.changes);
  const count = (...verbs: readonly string[]): number =>
    changes.filter(({ verb }) => verbs.includes(verb)).length;
  return {
    add: count("create", "replace"),
    change: count("update", "take-over"),
    destroy: count("delete", "replace"),
    replace: count("replace"),
    take_over: count("take-over"),
    adopt: count("adopt"),
    left_alone: changes.reduce((sum, change) => sum + change.left_alone.length, 0),
    unchanged: count("none"),
    for_others: actions.reduce((sum, { delivery }) => sum + (delivery?.pending.length ?? 0), 0),
    unread: actions.reduce((sum, { unread = [] }) => sum + unread.length, 0),
    left_over: leftovers.length,
  };
}

function rendererView({ chartsSha256, ...renderer }: Plan["renderer"]): PlanView["renderer"] {
  return chartsSha256 === undefined ? renderer : { ...renderer, charts_sha256: chartsSha256 };
}
