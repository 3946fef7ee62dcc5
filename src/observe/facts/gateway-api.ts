import { accessTo } from "../../kube/access-request.ts";
import { FIELD_MANAGER } from "../../kube/field-manager.ts";
import type { KubeObject } from "../../kube/object.ts";
import { appliedFields } from "../../kube/unchanged.ts";
import { BUNDLE_ANNOTATION } from "../../planner/components/gateway-api/definitions.ts";
import type { InstalledDefinition } from "../../planner/facts.ts";
import { isOurs } from "../../planner/marks.ts";
import { PART_OF_LABEL } from "../../planner/names.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** What there is of the Gateway API; read for an ambient mesh only. */
    readonly gatewayApi?: readonly InstalledDefinition[];
  }
}

const GROUP = /\.gateway\.networking\.k8s\.io$/;

export const gatewayApi = fact({
  name: "gatewayApi",
  wants: ({ file, part }) =>
    file?.mesh.mode === "ambient"
      ? { part, apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" }
      : undefined,
  reads: (kind) => [accessTo("list", kind)],
  read: async (client, { part, ...kind }) => {
    // The metadata says enough, and the rest is half a megabyte.
    const { items } = await client.list(kind, { metadataOnly: true, keep });
    return items.filter(isOne).map((definition) => installedDefinition(definition, part));
  },
});

function isOne({ metadata }: KubeObject): boolean {
  return GROUP.test(metadata.name);
}

function keep(definition: KubeObject): KubeObject | undefined {
  return isOne(definition) ? definition : undefined;
}

function installedDefinition(definition: KubeObject, part: string): InstalledDefinition {
  const bundle = definition.metadata.annotations?.[BUNDLE_ANNOTATION];
  return {
    name: definition.metadata.name,
    ...(bundle === undefined ? {} : { bundle }),
    isOurs: isOurs(definition, part) || lostItsLabel(definition),
  };
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
