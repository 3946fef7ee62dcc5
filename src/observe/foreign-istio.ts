import { delivererOf } from "../kube/deliverer.ts";
import { appliedFields } from "../kube/unchanged.ts";
import { type KubeObject, refOf } from "../kube/object.ts";
import type { ForeignObject, LiveInjector } from "../planner/facts.ts";
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
  readonly namespace: string;
  /** Name of the mesh, and label value of its objects. */
  readonly mesh: string;
  readonly part: string;
  readonly role: PlannedCluster["role"];
  readonly external: ReadonlySet<string>;
}

const NONE: ObjectList = { items: [], resourceVersion: "" };

interface ForeignIstio {
  readonly foreign?: readonly ForeignObject[];
  readonly helmReleases?: readonly string[];
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
 * Looks for an Istio that this mesh did not install: an istiod, injection webhooks, Helm releases; not where the
 * file says that others deliver the control plane. Also gives this mesh's own istiod, its version and the injectors. What this mesh has in another namespace is no foreign Istio; it is named.
 */
export async function foreignIstio(
  client: ClusterReader,
  { namespace, mesh, part, role, external }: LookedFor,
  allowed: Allowed,
): Promise<ForeignIstio> {
  if (external.has("control-plane")) return { own: undefined, injectors: [] };
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
  const own = istiods.items.find((object) => isOurs(object, part));
  return {
    foreign: others
      .filter((object) => elsewhere.get(object) === undefined)
      .map((object) => foreignObject(object)),
    helmReleases: helmReleases(releases.items),
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

function foreignObject(object: KubeObject): ForeignObject {
  const by = delivererOf(object);
  return {
    object: refOf(object),
    ...(by === undefined ? {} : { by }),
    ...(appliedFields(object, FIELD_MANAGER) === undefined ? {} : { ofAnotherMesh: true }),
  };
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
