import { CODES } from "../diagnostics/codes.ts";
import type { CodeInfo } from "../diagnostics/code-info.ts";
import { refText } from "../kube/object.ts";
import type { Component } from "../planner/action.ts";
import { printableLines } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import { visibleText } from "../util/visible-text.ts";
import { plural, wrap } from "./layout.ts";
import { deliveryText } from "./others-rows.ts";
import { causeText } from "./plan-rows.ts";
import { shown } from "./shown.ts";
import { VERB_LOOK } from "./theme.ts";
import type { ActionView, PlanView } from "./view.ts";

const WIDTH = 80;

/** What each component is for, in one sentence. */
const PURPOSE: Readonly<Record<Component, string>> = {
  namespace:
    "Creates or marks the namespace of Istio: its network label tells istiod which network the cluster is in, and on a remote an annotation names the primary that controls it.",
  "config-kubeconfig":
    "Gives the istiod that runs in a host the address and the token of the cluster whose configuration it serves; it has to be there when istiod starts.",
  trust:
    "Gives istiod the CA it signs with, before it starts: an intermediate of the one root of the mesh, in the Secret cacerts.",
  "control-plane":
    "Installs Istio. A primary gets its own istiod, or its host does; the other clusters get the webhooks, the accounts and a Service that lead to the istiod which serves them.",
  "gateway-api":
    "Defines the kinds of the Gateway API, from which istiod makes the east-west gateways of an ambient mesh. Definitions that others installed are left to them.",
  cni: "Runs istio-cni on every node: it leads the traffic of ambient pods into ztunnel, without a change to the pods.",
  ztunnel:
    "Runs ztunnel on every node: the proxy that encrypts and authenticates what ambient pods send each other.",
  "gateway-address":
    "Creates the Service of the east-west gateway before the gateway itself, so that the load balancer gets its address while istiod starts. In a host it is the Service of istiod.",
  gateway:
    "Runs the east-west gateway: the only door through which the other networks reach the services of this cluster.",
  ingress:
    "Runs the ingress gateway, through which requests from outside of the mesh come in; the mesh itself does not need it.",
  "expose-control-plane":
    "Leads connections of remote clusters through the east-west gateway to istiod and its webhooks, without opening them.",
  "expose-services":
    "Opens the services of the mesh to the other networks through the east-west gateway; mutual TLS passes it unopened.",
  "reader-token":
    "Makes the token with which the istiod of a primary reads the services and endpoints of this cluster.",
  "istiod-token":
    "Makes the token with which the istiod in a host reads the mesh's configuration in this cluster, and writes into its webhooks and namespaces.",
  "remote-secret":
    "Gives istiod the address and the token of another cluster, so that it reads that cluster's services and endpoints.",
  tags: "Points names to revisions: workloads that name a tag get the injector of the revision behind it, so an upgrade moves the tag and not the workloads.",
  attached:
    "Writes nothing: waits until an istiod elsewhere serves this cluster, so that what follows starts with a working mesh.",
};

/** What one action does and why; undefined for an id that the plan does not have. */
export function explainAction(plan: PlanView, id: string): Printable | undefined {
  const view = shown(plan);
  const action = view.actions.find((candidate) => candidate.id === visibleText(id));
  if (action === undefined) return undefined;
  const dependants = view.actions.flatMap((other) =>
    other.needs
      .filter((need) => need.id === action.id)
      .map(({ reason }) => `${other.id}: ${reason}`),
  );
  const risk =
    action.risk === "none" ? "" : `risk: ${action.risk}, because of ${action.risk_reason ?? ""}`;
  const lines = [
    action.id,
    ...wrap(PURPOSE[action.component], WIDTH - 2).map((line) => `  ${line}`),
    ...(risk === "" ? [] : [`  ${risk}`]),
    ...section("because of", causes(view, action)),
    ...section("delivered", action.delivery === undefined ? [] : [deliveryText(action.delivery)]),
    ...section("objects", objects(action)),
    ...section(
      "needs",
      action.needs.map((need) => `${need.id}: ${need.reason}`),
    ),
    ...section("waits for", action.waits_for),
    ...section("hands out", action.provides),
    ...section("is needed by", dependants),
    "",
  ];
  return printableLines(lines);
}

function section(title: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : ["", title, ...entries.map((entry) => `  ${entry}`)];
}

function causes(view: PlanView, action: ActionView): readonly string[] {
  const options = { file: view.file, lines: true };
  const found = action.changes.map(({ cause }) => causeText(cause, options));
  if (found.length > 0) return [...new Set(found)];
  const line = view.clusters.find(({ name }) => name === action.cluster)?.line;
  return line === undefined ? [] : [causeText({ kind: "file", line }, options)];
}

function objects(action: ActionView): readonly string[] {
  if (action.delivery !== undefined && action.delivery.pending.length > 0)
    return action.delivery.pending.map(({ object, differs }) => {
      const state = differs.length === 0 ? "missing" : "differs";
      return [state.padEnd(9), refText(object), differs.join(", ")].join("  ").trimEnd();
    });
  if (action.changes.length === 0) return ["none: nothing is written"];
  return action.changes.map(({ verb, object, left_alone }) => {
    const left =
      left_alone.length === 0 ? "" : `, ${plural(left_alone.length, "field")} left alone`;
    return `${VERB_LOOK[verb].word.padEnd(9)}  ${refText(object)}${left}`;
  });
}

/** What a code means and what to do; undefined for a code that does not exist. */
export function explainCode(code: string): Printable | undefined {
  const all: Readonly<Record<string, CodeInfo>> = CODES;
  const known = all[code.toUpperCase()];
  if (known === undefined) return undefined;
  const { severity, title, explanation } = known;
  const head = `${severity} ${code.toUpperCase()}: ${title}`;
  return printableLines([head, "", ...wrap(explanation, WIDTH), ""]);
}
