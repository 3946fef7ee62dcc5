import type { ClusterSection, GatewaySection, MeshFile } from "./mesh-file.ts";
import type { NodePath } from "./parsed.ts";

/** What the file says of one cluster, in its own section and in `defaults` together. */
export interface WrittenCluster {
  readonly section: ClusterSection;
  /** Where a field was written; in the cluster's own section where it was written nowhere. */
  readonly place: (...field: NodePath) => NodePath;
}

/** Stands for the name of the cluster in the texts of `defaults`. */
const NAME = "{name}";

/**
 * A cluster's own fields over those of `defaults`.
 *
 * A field of the cluster wins whole; only `gateway` is merged field by field, one level deep. `primary` does not apply to
 * the cluster it names, so that one line makes every other cluster its remote.
 */
export function writtenCluster(file: MeshFile, name: string): WrittenCluster {
  const own = file.clusters[name] ?? {};
  const shared = sharedWith(file.defaults ?? {}, name);
  const gateway = { ...shared.gateway, ...own.gateway };
  const isGatewayWritten = own.gateway !== undefined || shared.gateway !== undefined;
  return {
    section: { ...shared, ...own, ...(isGatewayWritten ? { gateway } : {}) },
    place: (...field) => {
      const isShared = !isWritten(own, field) && isWritten(shared, field);
      return isShared ? ["defaults", ...field] : ["clusters", name, ...field];
    },
  };
}

/** The fields of `defaults` as they apply to one cluster. */
function sharedWith(defaults: ClusterSection, name: string): ClusterSection {
  const { primary, ...others } = defaults;
  const { network, context, kubeconfig, apiServer, gateway } = others;
  const named = (text: string): string => text.replaceAll(NAME, name);
  return {
    ...others,
    ...(primary === undefined || primary === name ? {} : { primary }),
    ...(network === undefined ? {} : { network: named(network) }),
    ...(context === undefined ? {} : { context: named(context) }),
    ...(kubeconfig === undefined ? {} : { kubeconfig: named(kubeconfig) }),
    ...(apiServer === undefined ? {} : { apiServer: named(apiServer) }),
    ...(gateway === undefined ? {} : { gateway: namedGateway(gateway, named) }),
  };
}

function namedGateway(gateway: GatewaySection, named: (text: string) => string): GatewaySection {
  if (gateway.annotations === undefined) return gateway;
  const annotations = Object.entries(gateway.annotations).map(
    ([key, text]) => [key, named(text)] as const,
  );
  return { ...gateway, annotations: Object.fromEntries(annotations) };
}

/** Whether a section has the field; of a list or a map inside the gateway only whether it is there at all. */
function isWritten(section: ClusterSection, [field = "", inGateway]: NodePath): boolean {
  if (field !== "gateway" || inGateway === undefined) return Object.hasOwn(section, field);
  return Object.hasOwn(section.gateway ?? {}, inGateway);
}
