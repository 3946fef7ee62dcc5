import { type AccessRequest, accessTo } from "../../../kube/access-request.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { isOurs } from "../../../planner/marks.ts";
import type { Kind } from "../../../ports.ts";
import type { FactReader, Subject } from "../fact.ts";

const DEPLOYMENT = { apiVersion: "apps/v1", kind: "Deployment" };
const INJECTOR = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "MutatingWebhookConfiguration",
};

/**
 * The one who asks for an Istio: nobody where others deliver the control plane, which is looked at in another way then, and where a
 * plan is only looked at again.
 */
export function withIstio(of: Subject): Subject | undefined {
  return of.file === undefined || of.external.has("control-plane") ? undefined : of;
}

/** A host may have an Istio of its own, and istiods of other meshes, in other namespaces. */
function istiodKind({ role, namespace }: Subject): Kind {
  return role === "host" ? { ...DEPLOYMENT, namespace } : DEPLOYMENT;
}

/** Injection webhooks are not looked at in a host: those that are there are not of the mesh. */
function injectorKinds({ role }: Subject): readonly Kind[] {
  return role === "host" ? [] : [INJECTOR];
}

export const istiodReads = (of: Subject): readonly AccessRequest[] => [
  accessTo("list", istiodKind(of)),
];
export const injectorReads = (of: Subject): readonly AccessRequest[] =>
  injectorKinds(of).map((kind) => accessTo("list", kind));

/** Every istiod, of whomever. */
function listIstiods(client: FactReader, of: Subject): Promise<readonly KubeObject[]> {
  return listed(client, istiodKind(of), "app=istiod");
}

/** Every injection webhook, of whomever. */
export async function listInjectors(
  client: FactReader,
  of: Subject,
): Promise<readonly KubeObject[]> {
  const kinds = injectorKinds(of).map((kind) => listed(client, kind, "app=sidecar-injector"));
  return (await Promise.all(kinds)).flat();
}

/** What is of another mesh, or of nobody's. */
export async function listOthers(client: FactReader, of: Subject): Promise<readonly KubeObject[]> {
  const [istiods, injectors] = await Promise.all([
    listIstiods(client, of),
    listInjectors(client, of),
  ]);
  return [...istiods, ...injectors].filter((object) => !isOurs(object, of.part));
}

/** This mesh's own istiod. */
export async function ownIstiod(client: FactReader, of: Subject): Promise<KubeObject | undefined> {
  return (await listIstiods(client, of)).find((object) => isOurs(object, of.part));
}

/** An object of a list has no kind of its own. */
async function listed(
  client: FactReader,
  kind: Kind,
  labelSelector: string,
): Promise<readonly KubeObject[]> {
  const { items } = await client.list(kind, { labelSelector });
  return items.map((item) => ({ ...item, apiVersion: kind.apiVersion, kind: kind.kind }));
}
