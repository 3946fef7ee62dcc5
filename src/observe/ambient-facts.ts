import { type KubeObject, type ObjectRef, refOf } from "../kube/object.ts";
import { appliedFields } from "../kube/unchanged.ts";
import type { InstalledDefinition } from "../planner/facts.ts";
import { BUNDLE_ANNOTATION } from "../planner/components/gateway-api/definitions.ts";
import { isOurs } from "../planner/marks.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";
import { GATEWAY_NAME, PART_OF_LABEL } from "../planner/names.ts";
import type { ClusterReader, ObjectList } from "../ports.ts";

const NONE: ObjectList = { items: [], resourceVersion: "" };
const GROUP = /\.gateway\.networking\.k8s\.io$/;

type Allowed = <T>(request: Promise<T>, otherwise: T) => Promise<T>;
type Read = (kind: string, name: string, apiVersion?: string) => Promise<KubeObject | undefined>;

/** What an ambient mesh builds on in one cluster, and what stands in its way. */
export async function ambientFacts(
  client: ClusterReader,
  request: { readonly part: string },
  allowed: Allowed,
  read: Read,
) {
  const [gatewayApi, foreignGateway] = await Promise.all([
    installedGatewayApi(client, request.part, allowed),
    readForeignGateway(read),
  ]);
  return { gatewayApi, ...(foreignGateway && { foreignGateway }) };
}

/** The definitions of the Gateway API that a cluster has, by their metadata alone: the rest is half a megabyte. */
async function installedGatewayApi(
  client: ClusterReader,
  part: string,
  allowed: Allowed,
): Promise<readonly InstalledDefinition[]> {
  const kind = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
  const { items } = await allowed(client.list(kind, { metadataOnly: true }), NONE);
  return items
    .filter(({ metadata }) => GROUP.test(metadata.name))
    .map((definition) => {
      const bundle = definition.metadata.annotations?.[BUNDLE_ANNOTATION];
      return {
        name: definition.metadata.name,
        ...(bundle === undefined ? {} : { bundle }),
        isOurs: isOurs(definition, part) || lostItsLabel(definition),
      };
    });
}

/**
 * The label can be edited by hand; what meshplan applied is written down by the server. The label of another mesh stays what
 * it says: the definitions are that mesh's.
 */
function lostItsLabel(definition: KubeObject): boolean {
  const label = definition.metadata.labels?.[PART_OF_LABEL] ?? "";
  const isOfAMesh = /^applyset-[\w-]{43}-v1$/.test(label);
  return !isOfAMesh && appliedFields(definition, FIELD_MANAGER) !== undefined;
}

/** By this label istiod knows what it made; without it, it leaves an object alone. */
export const MADE_BY_ISTIOD = "gateway.istio.io/managed";

/** What has the name of the gateway that istiod is to make, and was not made by it. */
async function readForeignGateway(read: Read): Promise<ObjectRef | undefined> {
  const found = await Promise.all([
    read("Deployment", GATEWAY_NAME, "apps/v1"),
    read("Service", GATEWAY_NAME),
  ]);
  const [first] = found.filter(
    (object) => object !== undefined && object.metadata.labels?.[MADE_BY_ISTIOD] === undefined,
  );
  return first === undefined ? undefined : refOf(first);
}
