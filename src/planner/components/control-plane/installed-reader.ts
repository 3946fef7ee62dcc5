import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { hasFeature } from "../../../mesh/istio-versions.ts";
import type { AccessRule, InstalledReader } from "../../installed.ts";
import { askOwner } from "../installed/ask.ts";
import type { CheckContext } from "../installed/check-context.ts";
import { missing } from "../installed/missing.ts";
import { commandLine } from "../../../util/command-line.ts";

/** One right as people write it: `list pods`, `update mutatingwebhookconfigurations.admissionregistration.k8s.io`. */
interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

const READ = ["get", "list", "watch"];
const core = (resource: string): Right => ({ group: "", resource, verbs: READ });

/** What the istiod of another cluster reads here, without which it never reports the cluster as synced. */
const READS: readonly Right[] = [
  ...["endpoints", "pods", "services", "nodes", "namespaces", "secrets"].map(core),
  { group: "discovery.k8s.io", resource: "endpointslices", verbs: READ },
  { group: "authentication.k8s.io", resource: "tokenreviews", verbs: ["create"] },
];

/** What newer istiods read beside that: the mesh configuration of other clusters. Older charts give no right to. */
const READS_OF_NEWER: readonly Right[] = [core("configmaps")];

/** What it writes into a remote: root certificates, and the CA bundle of the injection webhook. */
const WRITES: readonly Right[] = [
  { group: "", resource: "configmaps", verbs: ["create", "update"] },
  {
    group: "admissionregistration.k8s.io",
    resource: "mutatingwebhookconfigurations",
    verbs: ["update", "patch"],
  },
];

/**
 * The account by which other clusters read this one, with its rights.
 *
 * Source: istio manifests/charts/istio-control/istio-discovery/templates/reader-clusterrole.yaml.
 */
export function checkReader(context: CheckContext, reader: InstalledReader): readonly Diagnostic[] {
  const { cluster, mesh, topology } = context;
  if (!topology.secrets.some(({ of }) => of === cluster.name)) return [];
  if (!reader.exists) return [missing(context, "control-plane", [reader.object])];
  const isRemote = cluster.role === "remote";
  const isNewer = hasFeature(mesh.istio.version, "reader-reads-config-maps");
  const wanted = [...READS, ...(isNewer ? READS_OF_NEWER : []), ...(isRemote ? WRITES : [])];
  const lacking = wanted.flatMap((right) =>
    right.verbs
      .filter((verb) => !reader.rules.some((rule) => grants(rule, right, verb)))
      .map((verb) => rightText(right, verb)),
  );
  if (lacking.length === 0) return [];
  const set = commandLine`--set profile=${isRemote ? "remote" : "default"}`;
  return [
    {
      code: "MP0568",
      message: `the account may not ${lacking.join(", ")}`,
      help: askOwner(
        reader,
        cluster,
        `bind it to the ClusterRole of Istio's chart istiod (Helm: ${set}; istioctl: ${set})`,
      ),
      cluster: cluster.name,
      object: reader.object,
    },
  ];
}

function grants(rule: AccessRule, { group, resource }: Right, verb: string): boolean {
  const has = (list: readonly string[], one: string): boolean =>
    list.includes("*") || list.includes(one);
  return has(rule.groups, group) && has(rule.resources, resource) && has(rule.verbs, verb);
}

function rightText({ group, resource }: Right, verb: string): string {
  return `${verb} ${resource}${group === "" ? "" : `.${group}`}`;
}
