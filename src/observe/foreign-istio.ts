import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { delivererOf } from "../kube/deliverer.ts";
import { appliedFields } from "../kube/unchanged.ts";
import { type KubeObject, refOf } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import type { LiveInjector } from "../planner/facts.ts";
import type { Installed, InstalledObject } from "../planner/installed.ts";
import { isOurs } from "../planner/marks.ts";
import type { PlannedCluster } from "../planner/plan.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";
import type { ClusterReader, ObjectList } from "../ports.ts";
import { istiodContainer } from "./istiod-container.ts";
import { liveInjectors } from "./live-injectors.ts";
import { HELM_RELEASES } from "./secret-facts.ts";
import { namespaceOfMesh } from "./namespace-of-mesh.ts";

type Allowed = <T>(request: Promise<T>, otherwise: T) => Promise<T>;
/** Where an Istio may be, and how this mesh knows its own and what the file leaves to others. */
interface LookedFor {
  readonly cluster: ClusterName;
  readonly namespace: string;
  /** Name of the mesh, and label value of its objects. */
  readonly mesh: string;
  readonly part: string;
  readonly role: PlannedCluster["role"];
  readonly external: ReadonlySet<string>;
  readonly installed: Installed;
}

const NONE: ObjectList = { items: [], resourceVersion: "" };

interface ForeignIstio {
  readonly problems: readonly Diagnostic[];
  /** This mesh's own istiod. */
  readonly own: KubeObject | undefined;
  /** Its version. */
  readonly istiod?: string | undefined;
  /** This mesh's own injectors. */
  readonly injectors: readonly LiveInjector[];
  /** The other namespace that this mesh is in. */
  readonly livesIn?: string | undefined;
}

/**
 * Looks for an Istio that this mesh did not install: an istiod, injection webhooks, Helm releases. Until adoption is built
 * each is an error before any write, unless the file says that others deliver the control plane. Also gives this mesh's
 * own istiod, its version and the injectors. What this mesh has in another namespace is no foreign Istio; it is named.
 */
export async function foreignIstio(
  client: ClusterReader,
  { cluster, namespace, mesh, part, role, external, installed }: LookedFor,
  allowed: Allowed,
): Promise<ForeignIstio> {
  if (external.has("control-plane")) return { problems: [], own: undefined, injectors: [] };
  // A host may have an Istio of its own, and istiods of other meshes, in other namespaces.
  const isHost = role === "host";
  const [istiods, injectors, releases] = await Promise.all([
    allowed(
      client.list(
        { apiVersion: "apps/v1", kind: "Deployment", ...(isHost ? { namespace } : {}) },
        { labelSelector: "app=istiod" },
      ),
      NONE,
    ),
    isHost
      ? NONE
      : allowed(
          client.list(
            { apiVersion: "admissionregistration.k8s.io/v1", kind: "MutatingWebhookConfiguration" },
            { labelSelector: "app=sidecar-injector" },
          ),
          NONE,
        ),
    allowed(
      client.list(
        { apiVersion: "v1", kind: "Secret", namespace },
        { labelSelector: HELM_RELEASES, metadataOnly: true },
      ),
      NONE,
    ),
  ]);
  const others = [
    ...withKind("apps/v1", "Deployment", istiods),
    ...withKind("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", injectors),
  ].filter((object) => !isOurs(object, part));
  const elsewhere = new Map(others.map((object) => [object, namespaceOfMesh(object, mesh)]));
  const problems = [
    ...others
      .filter((object) => elsewhere.get(object) === undefined)
      .map((object) => foreign(cluster, object)),
    ...helmReleases(releases.items)
      .filter((release) => !deliverers(installed).has(`Helm release ${release}`))
      .map((release): Diagnostic => ({
        code: "MP0502",
        message: `the Helm release ${release} is installed in ${namespace}`,
        help: wayOut(cluster, "helm uninstall"),
        cluster,
      })),
  ];
  const own = istiods.items.find((object) => isOurs(object, part));
  return {
    problems,
    own,
    istiod: own === undefined ? undefined : imageTag(own),
    injectors: liveInjectors(injectors.items.filter((object) => isOurs(object, part))),
    livesIn: [...elsewhere.values()].find((one) => one !== undefined),
  };
}

/** An object of a list has no kind of its own. */
function withKind(apiVersion: string, kind: string, { items }: ObjectList): readonly KubeObject[] {
  return items.map((object) => ({ ...object, apiVersion, kind }));
}

function foreign(cluster: ClusterName, object: KubeObject): Diagnostic {
  const place = { code: "MP0502", cluster, object: refOf(object) } as const;
  if (appliedFields(object, FIELD_MANAGER) !== undefined)
    return {
      ...place,
      message: "an Istio that meshplan installed for another mesh is already there",
      help: `keep the name of that mesh under mesh:, which cannot be changed, or leave ${cluster} out of this one`,
    };
  const by = delivererOf(object);
  return {
    ...place,
    message: `an Istio that this mesh did not install is already there${by === undefined ? "" : ` (${by})`}`,
    help: wayOut(cluster, "istioctl uninstall, helm uninstall"),
  };
}

function wayOut(cluster: ClusterName, removal: string): string {
  return `join it as it is with clusters.${cluster}.delivery: { all: external }, remove it (${removal}), or leave ${cluster} out of the mesh`;
}

/** A gateway may be of a Helm release although istiod is ours. */
function deliverers(installed: Installed): ReadonlySet<string> {
  const objects: readonly InstalledObject[] = Object.values(installed).flatMap(
    (part: Installed[string]) => (part === undefined || "istiods" in part ? [] : part),
  );
  return new Set(objects.flatMap(({ by }) => (by === undefined ? [] : [by])));
}

function helmReleases(secrets: readonly KubeObject[]): readonly string[] {
  const names = secrets.map((secret) => secret.metadata.labels?.["name"] ?? secret.metadata.name);
  return [...new Set(names)].sort();
}

/** `1.31.0` of `docker.io/istio/pilot:1.31.0`. */
function imageTag(deployment: KubeObject): string | undefined {
  const image = istiodContainer(deployment)?.["image"];
  return typeof image === "string" ? /:([^:/@]+)$/.exec(image)?.[1] : undefined;
}
