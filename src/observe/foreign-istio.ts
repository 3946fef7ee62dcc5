import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import {
  isList,
  isMap,
  type JsonMap,
  type KubeObject,
  managedFieldsOf,
  refOf,
} from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import { isOurs } from "../planner/marks.ts";
import type { PlannedCluster } from "../planner/plan.ts";
import type { ClusterClient, ObjectList } from "../ports.ts";

type Allowed = <T>(request: Promise<T>, otherwise: T) => Promise<T>;
/** Where an Istio may be, and the label by which this mesh knows its own. */
interface LookedFor {
  readonly cluster: ClusterName;
  readonly namespace: string;
  readonly part: string;
  readonly role: PlannedCluster["role"];
}

const NONE: ObjectList = { items: [], resourceVersion: "" };

/**
 * Looks for an Istio that this mesh did not install: an istiod, injection webhooks, Helm releases. Until adoption is built
 * each is an error before any write. Also gives this mesh's own istiod and its version.
 */
export async function foreignIstio(
  client: ClusterClient,
  { cluster, namespace, part, role }: LookedFor,
  allowed: Allowed,
) {
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
            { labelSelector: "app=sidecar-injector", metadataOnly: true },
          ),
          NONE,
        ),
    allowed(
      client.list(
        { apiVersion: "v1", kind: "Secret", namespace },
        { labelSelector: "owner=helm", metadataOnly: true },
      ),
      NONE,
    ),
  ]);
  const problems = [
    ...istiods.items
      .filter((object) => !isOurs(object, part))
      .map((object) => foreign(cluster, object, "apps/v1", "Deployment")),
    ...injectors.items
      .filter((object) => !isOurs(object, part))
      .map((object) =>
        foreign(cluster, object, "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
      ),
    ...helmReleases(releases.items).map((release): Diagnostic => ({
      code: "MP0502",
      message: `the Helm release ${release} is installed in ${namespace}`,
      help: `uninstall it, or leave ${cluster} out of the mesh until meshplan can adopt releases`,
      cluster,
    })),
  ];
  const own = istiods.items.find((object) => isOurs(object, part));
  return { problems, own, istiod: own === undefined ? undefined : imageTag(own) };
}

function foreign(
  cluster: ClusterName,
  object: KubeObject,
  apiVersion: string,
  kind: string,
): Diagnostic {
  return {
    code: "MP0502",
    message: `an Istio that this mesh did not install is already there${installer(object)}`,
    help: `remove it (istioctl uninstall, helm uninstall), or leave ${cluster} out of the mesh: meshplan cannot adopt one yet`,
    cluster,
    object: refOf({ ...object, apiVersion, kind }),
  };
}

function installer(object: KubeObject): string {
  const release = object.metadata.annotations?.["meta.helm.sh/release-name"];
  if (release !== undefined) return ` (Helm release ${release})`;
  const managers = new Set(managedFieldsOf(object).map((entry) => entry.manager));
  return managers.has("istio-operator") ? " (installed by istioctl)" : "";
}

function helmReleases(secrets: readonly KubeObject[]): readonly string[] {
  const names = secrets.map((secret) => secret.metadata.labels?.["name"] ?? secret.metadata.name);
  return [...new Set(names)].sort();
}

/** `1.31.0` of `docker.io/istio/pilot:1.31.0`. */
function imageTag(deployment: KubeObject): string | undefined {
  const spec = deployment["spec"] as JsonMap | undefined;
  const template = spec?.["template"];
  const pod = isMap(template) ? template["spec"] : undefined;
  const containers = isMap(pod) ? pod["containers"] : undefined;
  const first = isList(containers) ? containers[0] : undefined;
  const image = isMap(first) ? first["image"] : undefined;
  return typeof image === "string" ? /:([^:/@]+)$/.exec(image)?.[1] : undefined;
}
