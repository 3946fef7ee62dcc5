import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { deliveryOf } from "../../../mesh/delivery.ts";
import type { RemoteCluster, Revision } from "../../../mesh/model.ts";
import { revisionsOf } from "../../../mesh/revisions.ts";
import type { InstalledControlPlane } from "../../installed.ts";
import { knownAddress } from "../../known-address.ts";
import { askOwner, setValue } from "../installed/ask.ts";
import type { CheckContext } from "../installed/check-context.ts";
import { missing } from "../installed/missing.ts";
import { suffixed } from "./revisions.ts";

/** A remote that others installed: its webhook names the cluster, and its Service istiod leads to the primary's gateway. */
export function checkRemote(
  context: CheckContext,
  cluster: RemoteCluster,
  found: InstalledControlPlane,
): readonly Diagnostic[] {
  return revisionsOf(context.mesh, context.cluster.name).flatMap((revision) => [
    ...checkInjector(context, cluster, found, revision),
    ...checkPointer(context, cluster, found, revision),
  ]);
}

/** The path tells the primary's istiod whose pods it completes; an injector of the remote's own knows without. */
function checkInjector(
  context: CheckContext,
  cluster: RemoteCluster,
  { injectors }: InstalledControlPlane,
  { name }: Revision,
): readonly Diagnostic[] {
  const own = injectors.filter((injector) => injector.revision === name);
  if (own.length === 0) {
    const apiVersion = "admissionregistration.k8s.io/v1";
    const kind = "MutatingWebhookConfiguration";
    const ref = { apiVersion, kind, name: suffixed("istio-sidecar-injector", name) };
    return [missing(context, "control-plane", [ref])];
  }
  if (cluster.injector === "local") return [];
  const wanted = `/inject/cluster/${cluster.name}/net/${cluster.network}`;
  return own
    .filter(({ paths }) => paths.some((path) => path !== wanted))
    .map((injector) => ({
      code: "MP0566",
      message: `pods of ${cluster.name} are injected at ${injector.paths.join(", ")}, and the mesh needs ${wanted}`,
      help: askOwner(injector, cluster, setValue("istiodRemote.injectionPath", wanted)),
      cluster: cluster.name,
      object: injector.object,
    }));
}

function checkPointer(
  context: CheckContext,
  cluster: RemoteCluster,
  { pointers }: InstalledControlPlane,
  revision: Revision,
): readonly Diagnostic[] {
  const { mesh, factsOf } = context;
  const service = suffixed("istiod", revision.name);
  const name = cluster.injector === "local" ? `${service}-remote` : service;
  const pointer = pointers.find(({ object }) => object.name === name);
  if (pointer === undefined) {
    const { namespace } = mesh.istio;
    return [
      missing(context, "control-plane", [{ apiVersion: "v1", kind: "Service", namespace, name }]),
    ];
  }
  const primary = mesh.clusters.find((one) => one.name === cluster.primary);
  const facts = factsOf(cluster.primary);
  if (primary === undefined || facts === undefined) return [];
  const wanted = knownAddress(primary, facts, pointer.leadsTo);
  const place = { cluster: cluster.name, object: pointer.object };
  if (wanted === undefined) {
    // A gateway of others without an address is reported itself, and one that may not be read as a missing right.
    const isReported = deliveryOf(primary, "gateway-address") === "external";
    if (isReported || facts.denied.length > 0) return [];
    return [
      {
        code: "MP0569",
        message: `nobody can say whether Service ${name} of ${cluster.name} leads to ${primary.name}, whose gateway has no address yet`,
        help: `write the address in clusters.${primary.name}.gateway.address`,
        ...place,
      },
    ];
  }
  if (pointer.leadsTo.includes(wanted)) return [];
  return [
    {
      code: "MP0567",
      message: `Service ${name} of ${cluster.name} leads to ${pointer.leadsTo.join(", ") || "nowhere"}, and the gateway of ${primary.name} is at ${wanted}`,
      help: askOwner(pointer, cluster, setValue("global.remotePilotAddress", wanted)),
      ...place,
    },
  ];
}
