import type { Risk } from "../planner/action.ts";
import { listUpTo, plural } from "./layout.ts";
import { mapOf, nodeRights, openPorts, SERVICE_ACCOUNT_TOKEN } from "./object-facts.ts";
import { RISK_LOOK } from "./theme.ts";
import type { ActionView, ChangeView, PlanView } from "./view.ts";

/** One line of "Look at first": what a reviewer must not miss, under a word that names the kind of worry. */
export interface Notice {
  readonly topic: string;
  readonly text: string;
}

/** Lists of names inside a sentence end after about this many characters. */
const NAMES_WIDTH = 60;

/** What a reviewer looks at before the rest: exposure, access, trust, risk, contested fields, what was not read. */
export function lookFirst(view: PlanView): readonly Notice[] {
  return [
    ...unread(view),
    ...rendering(view),
    ...exposure(view),
    ...nodes(view),
    ...access(view),
    ...trust(view),
    ...risks(view),
    ...contested(view),
  ];
}

function unread(view: PlanView): readonly Notice[] {
  const names = view.clusters.filter((cluster) => !cluster.reachable).map(({ name }) => name);
  if (names.length === 0) return [];
  const text = `${listUpTo(names, NAMES_WIDTH)} could not be read; what depends on it is not planned`;
  return [{ topic: "not read", text }];
}

function rendering(view: PlanView): readonly Notice[] {
  const { kind, version, note } = view.renderer;
  if (kind !== "outline" && note === undefined) return [];
  const base = kind === "outline" ? `built-in outline of Istio ${version}, not istioctl's` : "";
  return [{ topic: "manifests", text: [base, note].filter(Boolean).join("; ") }];
}

function changesOf(view: PlanView): readonly { action: ActionView; change: ChangeView }[] {
  return view.actions.flatMap((action) => action.changes.map((change) => ({ action, change })));
}

const isNew = ({ verb }: ChangeView): boolean => verb === "create" || verb === "replace";

function exposure(view: PlanView): readonly Notice[] {
  const open = changesOf(view)
    .filter(({ change }) => isNew(change))
    .map(({ action, change }) => ({ action, ports: openPorts(action, change) }))
    .filter(({ ports }) => ports.length > 0);
  const isIngress = ({ action }: (typeof open)[number]): boolean => action.component === "ingress";
  return [
    ...openNotice(
      "load balancer",
      open.filter((one) => !isIngress(one)),
      "narrow it: gateway.allowFrom",
    ),
    ...openNotice("ingress gateway", open.filter(isIngress), "asked for by istio.ingress"),
  ];
}

function openNotice(
  noun: string,
  open: readonly { readonly ports: readonly string[] }[],
  advice: string,
): readonly Notice[] {
  if (open.length === 0) return [];
  const ports = new Set(open.flatMap((one) => one.ports));
  const numbers = [...ports].sort((a, b) => Number(a) - Number(b)).join(" ");
  const text = `${plural(open.length, noun)} open to any address: ${numbers} (${advice})`;
  return [{ topic: "exposure", text }];
}

/** What runs on every node with rights over it: whoever breaks into it has the node. */
function nodes(view: PlanView): readonly Notice[] {
  const found = changesOf(view)
    .filter(({ change }) => isNew(change))
    .map(({ change }) => ({ name: change.object.name, rights: nodeRights(change) }))
    .filter(({ rights }) => rights.length > 0);
  if (found.length === 0) return [];
  const names = [...new Set(found.map(({ name }) => name))].sort();
  const rights = [...new Set(found.flatMap((one) => one.rights))].sort();
  const text = `on every node with rights over it: ${listUpTo(names, NAMES_WIDTH)} (${listUpTo(rights, NAMES_WIDTH)})`;
  return [{ topic: "nodes", text }];
}

function access(view: PlanView): readonly Notice[] {
  return [...configAccess(view), ...readerAccess(view)];
}

/** Who holds istiod's token may read every Secret of the cluster, and write what istiod writes. */
function configAccess(view: PlanView): readonly Notice[] {
  return view.actions
    .filter(({ component, changes }) => component === "config-kubeconfig" && changes.some(isNew))
    .map(({ cluster, subject = "" }) => ({
      topic: "access",
      text: `${cluster} gets a token for ${subject} that never expires, with the rights of istiod there`,
    }));
}

function readerAccess(view: PlanView): readonly Notice[] {
  const readers = new Map<string, string[]>();
  const endless = clustersWithEndlessTokens(view);
  for (const action of view.actions) {
    const { subject, component, changes, cluster } = action;
    if (component !== "remote-secret" || subject === undefined) continue;
    if (!changes.some(isNew) || !endless.has(subject)) continue;
    readers.set(cluster, [...(readers.get(cluster) ?? []), subject]);
  }
  return [...readers].map(([reader, of]) => ({
    topic: "access",
    text:
      of.length === 1
        ? `${reader} gets a token for ${of[0] ?? ""} that never expires`
        : `${reader} gets tokens that never expire for ${of.length} clusters: ${listUpTo(of, NAMES_WIDTH)}`,
  }));
}

/** Clusters whose reader token is a Secret that Kubernetes fills and never renews. */
function clustersWithEndlessTokens(view: PlanView): ReadonlySet<string> {
  const readers = view.actions.filter(({ component }) => component === "reader-token");
  const endless = readers.filter(({ changes }) =>
    changes.some(
      ({ verb, after, object }) =>
        object.kind === "Secret" &&
        (verb === "none" || mapOf(after)["type"] === SERVICE_ACCOUNT_TOKEN),
    ),
  );
  return new Set(endless.map(({ cluster }) => cluster));
}

/** Four bytes of a fingerprint: enough to compare by eye; the JSON has all of it. */
const FINGERPRINT_SHOWN = 11;

function trust(view: PlanView): readonly Notice[] {
  const isWritten = view.trust?.root === "generated" || view.trust?.root === "files";
  const clusters = changesOf(view)
    .filter(({ action, change: { verb, object } }) =>
      isWritten
        ? action.component === "trust" && verb !== "none"
        : verb === "create" && isIstiod(object),
    )
    .map(({ action }) => action.cluster);
  if (clusters.length === 0) return [];
  const text = rootText(view, clusters, listUpTo(clusters, NAMES_WIDTH));
  return [{ topic: "trust", text }];
}

function rootText(view: PlanView, clusters: readonly string[], names: string): string {
  const { trust: root } = view;
  const prints = root?.roots.map((print) => `${print.slice(0, FINGERPRINT_SHOWN)}…`).join(", ");
  const path = root?.path ?? "";
  if (root?.unread === true && root.roots.length === 0)
    return `${names}: the Secrets cacerts were not read, so the root of the mesh is not known`;
  switch (root?.root) {
    case undefined:
      return clusters.length === 1
        ? `one root, self-signed by istiod in ${names}${keyPlace(view, clusters[0])}`
        : `${clusters.length} roots, each self-signed by its own istiod: ${names}`;
    case "existing":
      return `the root of cacerts in ${names}: sha256 ${prints ?? ""}`;
    case "generated":
      return root.roots.length === 0
        ? `a new root for ${names}; apply makes it and keeps its private key in ${path}`
        : `the root of ${path} for ${names}: sha256 ${prints ?? ""}`;
    case "files":
      return `the root of ${path} for ${names}: sha256 ${prints ?? ""}`;
  }
}

/** istiod keeps the key it makes in the API server of its configuration. */
function keyPlace(view: PlanView, home: string | undefined): string {
  const served = view.clusters.find(({ host }) => host !== undefined && host === home);
  return served === undefined ? "" : `, its key kept in ${served.name}`;
}

function isIstiod(object: ChangeView["object"]): boolean {
  return object.kind === "Deployment" && /^istiod(-|$)/.test(object.name);
}

/** Most dangerous first. */
const REVIEWED_RISKS: readonly Risk[] = ["destructive", "trust", "traffic", "restart"];

function risks(view: PlanView): readonly Notice[] {
  return REVIEWED_RISKS.flatMap((risk) => {
    const ids = view.actions
      .filter(
        (action) => action.risk === risk && action.changes.some(({ verb }) => verb !== "none"),
      )
      .map(({ id }) => id);
    return ids.length === 0
      ? []
      : [{ topic: risk, text: `${RISK_LOOK[risk].text}: ${listUpTo(ids, NAMES_WIDTH)}` }];
  });
}

function contested(view: PlanView): readonly Notice[] {
  const fields = changesOf(view).flatMap(({ change }) => change.left_alone);
  if (fields.length === 0) return [];
  const owners = [...new Set(fields.map(({ manager }) => manager))].sort();
  const text = `${plural(fields.length, "field")} owned by ${listUpTo(owners, NAMES_WIDTH)}, left alone`;
  return [{ topic: "contested", text }];
}
