import type { DiagnosticCode } from "../../../diagnostics/codes.ts";
import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Revision } from "../../../mesh/model.ts";
import { revisionsOf } from "../../../mesh/revisions.ts";
import { minorOf } from "../../../mesh/versions.ts";
import type { InstalledControlPlane, InstalledIstiod } from "../../installed.ts";
import { askOwner, setValue } from "../installed/ask.ts";
import type { CheckContext } from "../installed/check-context.ts";
import { missing } from "../installed/missing.ts";
import { checkReader } from "./installed-reader.ts";
import { checkRemote } from "./installed-remote.ts";
import { revisionText, suffixed } from "./revisions.ts";
import { commandLine } from "../../../util/command-line.ts";

/** An istiod that others installed is the one the file describes; in a remote, what leads to the primary's does. */
export function checkControlPlane(
  context: CheckContext,
  found: InstalledControlPlane,
): readonly Diagnostic[] {
  const { cluster } = context;
  const own =
    cluster.role === "remote"
      ? checkRemote(context, cluster, found)
      : revisionsOf(context.mesh, context.cluster.name).flatMap((revision) =>
          checkRevision(context, found, revision),
        );
  return [...own, ...checkReader(context, found.reader)];
}

function checkRevision(
  context: CheckContext,
  { istiods }: InstalledControlPlane,
  revision: Revision,
): readonly Diagnostic[] {
  const istiod = istiods.find((one) => one.revision === revision.name);
  if (istiod !== undefined)
    return [...checkIdentity(context, istiod), ...checkVersion(context, istiod, revision)];
  const wanted = revisionsOf(context.mesh, context.cluster.name).map(({ name }) => name);
  const other = istiods.find((one) => !wanted.includes(one.revision));
  if (other === undefined) {
    const { namespace } = context.mesh.istio;
    const name = suffixed("istiod", revision.name);
    const ref = { apiVersion: "apps/v1", kind: "Deployment", namespace, name };
    return [missing(context, "control-plane", [ref])];
  }
  const key = other.revision === "" ? "istio.version" : `istio.revisions.${other.revision}`;
  return [
    {
      code: "MP0563",
      message: `istiod of ${context.cluster.name} has ${revisionText(other.revision)}, and the file asks for ${revisionText(revision.name)}`,
      help: `write ${key}, or ${askOwner(other, context.cluster, `install istiod with ${revisionText(revision.name)}`)}`,
      cluster: context.cluster.name,
      object: other.object,
    },
  ];
}

/** Who the cluster is, which mesh and network it belongs to, whom its certificates name, and whether it serves remotes. */
function checkIdentity(context: CheckContext, istiod: InstalledIstiod): readonly Diagnostic[] {
  const { cluster, mesh, topology } = context;
  const differs = (
    code: DiagnosticCode,
    what: string,
    live: string | undefined,
    [path, wanted]: readonly [string, string],
  ): readonly Diagnostic[] =>
    live === wanted
      ? []
      : [
          {
            code,
            message: `${what} of istiod is ${live ?? "not set"}, and the mesh needs ${wanted}`,
            help: askOwner(istiod, cluster, setValue(path, wanted)),
            cluster: cluster.name,
            object: istiod.object,
          },
        ];
  const serves = topology.exposesControlPlane.includes(cluster.name);
  // Nobody compares the name of the only network.
  const ignoresNetwork = !topology.multiNetwork && istiod.network === undefined;
  return [
    ...differs("MP0557", "the cluster ID", istiod.clusterId, [
      "global.multiCluster.clusterName",
      cluster.name,
    ]),
    ...(ignoresNetwork
      ? []
      : differs("MP0558", "the network", istiod.network, ["global.network", cluster.network])),
    ...differs("MP0559", "the mesh ID", istiod.meshId, ["global.meshID", mesh.name]),
    ...differs("MP0560", "the trust domain", istiod.trustDomain, [
      "meshConfig.trustDomain",
      mesh.trustDomain,
    ]),
    ...(serves && !istiod.externalIstiod
      ? differs("MP0561", "EXTERNAL_ISTIOD", undefined, ["global.externalIstiod", "true"])
      : []),
  ];
}

function checkVersion(
  { cluster }: CheckContext,
  istiod: InstalledIstiod,
  revision: Revision,
): readonly Diagnostic[] {
  const live = istiod.version;
  if (live === undefined || minorOf(live) === minorOf(revision.version)) return [];
  const key = revision.name === "" ? "istio.version" : `istio.revisions.${revision.name}.version`;
  return [
    {
      code: "MP0562",
      message: `istiod of ${cluster.name} is Istio ${live}, and the file says ${revision.version}`,
      help: `write ${key}: ${live}, or ${askOwner(istiod, cluster, `install Istio ${revision.version} (Helm: ${commandLine`--version ${revision.version}`}; istioctl: istioctl ${revision.version})`)}`,
      cluster: cluster.name,
      object: istiod.object,
    },
  ];
}
