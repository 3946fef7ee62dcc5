import type { ClusterSection, GatewaySection, MeshFile, Values } from "./mesh-file.ts";
import type { LayerName } from "./model.ts";
import type { NodePath } from "./parsed.ts";

/** Everything the file says about one cluster: in its own section, in `defaults` and about its network. */
export interface WrittenCluster {
  readonly section: ClusterSection;
  /** The place where a field was written; the cluster's own section if it was not written anywhere. */
  readonly place: (...field: NodePath) => NodePath;
  /** Free-form values of the control plane, weakest first, with the place where they were written. */
  readonly values: readonly WrittenValues[];
  /** Free-form values of the gateway's Deployment, in the same form. */
  readonly gatewayValues: readonly WrittenValues[];
}

export interface WrittenValues {
  readonly layer: LayerName;
  readonly values: Values;
  readonly path: NodePath;
}

/** Stands for the name of the cluster in the texts of `defaults` and `networks`. */
const NAME = "{name}";

/**
 * A cluster's own fields over those of `defaults`, and its gateway's over those of its network.
 *
 * A field of the cluster replaces the shared one as a whole; only `gateway` is merged field by field, one level deep, and
 * free-form values are kept as layers. `primary` does not apply to the cluster it names, so that one line makes every other
 * cluster a remote. Fields for members of the mesh do not apply to hosts, which are not members.
 */
export function writtenCluster(file: MeshFile, name: string, isHost = false): WrittenCluster {
  const own = file.clusters[name] ?? {};
  const shared = named(sharedWith(file.defaults ?? {}, name, isHost), name);
  const network = own.network ?? shared.network ?? "";
  const section = named(sectionOf(file, network), name);
  const gateways = [section.gateway, shared.gateway, own.gateway].filter(
    (gateway) => gateway !== undefined,
  );
  const homes: readonly (readonly [NodePath, ClusterSection])[] = [
    [["clusters", name], own],
    [["defaults"], shared],
    [["networks", network], section],
  ];
  const layers = layersOf(homes);
  return {
    section: {
      ...shared,
      ...own,
      ...(gateways.length === 0
        ? {}
        : { gateway: Object.assign({}, ...gateways) as GatewaySection }),
    },
    place: (...field) => {
      const home = homes.find(([, one]) => isWritten(one, field)) ?? homes[0];
      return [...(home?.[0] ?? []), ...field];
    },
    values: layers((one) => one.values, ["values"], file.istio.values),
    gatewayValues: layers((one) => one.gateway?.values, ["gateway", "values"]),
  };
}

/** The fields of a network's section that clusters have too. */
function sectionOf(file: MeshFile, network: string): ClusterSection {
  const networks = file.networks ?? {};
  const { gateway, values } = (Object.hasOwn(networks, network) && networks[network]) || {};
  return {
    ...(gateway === undefined ? {} : { gateway }),
    ...(values === undefined ? {} : { values }),
  };
}

const LAYERS: readonly LayerName[] = ["cluster", "defaults", "network"];

function layersOf(homes: readonly (readonly [NodePath, ClusterSection])[]) {
  return (
    pick: (section: ClusterSection) => Values | undefined,
    field: NodePath,
    mesh?: Values,
  ): readonly WrittenValues[] => {
    const written = homes.flatMap(([home, section], index): readonly WrittenValues[] => {
      const values = pick(section);
      const layer = LAYERS[index] ?? "cluster";
      return values === undefined ? [] : [{ layer, values, path: [...home, ...field] }];
    });
    const own =
      mesh === undefined
        ? []
        : [{ layer: "mesh" as const, values: mesh, path: ["istio", "values"] }];
    return [...own, ...written.reverse()];
  };
}

/** Clusters that another cluster names as the home of its control plane. */
export function hostsOf({ clusters, defaults }: MeshFile): ReadonlySet<string | undefined> {
  return new Set(
    Object.entries(clusters).map(([name, section]) =>
      named(section?.controlPlane ?? defaults?.controlPlane, name),
    ),
  );
}

/** The fields of `defaults` as they apply to one cluster. */
function sharedWith(defaults: ClusterSection, name: string, isHost: boolean): ClusterSection {
  if (isHost) return forHost(defaults);
  const { primary, ...others } = defaults;
  return primary === undefined || primary === name ? others : defaults;
}

/** Fields without use in a host, which is not a member of the mesh and has no gateway of the mesh. */
const OF_MEMBERS = ["network", "primary", "controlPlane", "injector", "podCidrs"];
const OF_MEMBERS_GATEWAYS = ["service", "values"];

function forHost(defaults: ClusterSection): ClusterSection {
  const { gateway, ...rest } = without(defaults, OF_MEMBERS);
  return gateway === undefined ? rest : { ...rest, gateway: without(gateway, OF_MEMBERS_GATEWAYS) };
}

function without<T extends object>(section: T, fields: readonly string[]): T {
  const kept = Object.entries(section).filter(([field]) => !fields.includes(field));
  return Object.fromEntries(kept) as T;
}

/** Puts the cluster's name into every text. Keys stay as they are: nobody names a key after a cluster. */
function named<T>(value: T, name: string): T {
  if (typeof value === "string") return value.replaceAll(NAME, name) as T & string;
  if (Array.isArray(value)) return value.map((one: unknown) => named(one, name)) as T & unknown[];
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, named(one as unknown, name)]);
  return Object.fromEntries(entries) as T;
}

/** Whether a section has the field; for a list or a map inside the gateway, only whether it is there at all. */
function isWritten(section: ClusterSection, [field = "", inGateway]: NodePath): boolean {
  if (field !== "gateway" || inGateway === undefined) return Object.hasOwn(section, field);
  return Object.hasOwn(section.gateway ?? {}, inGateway);
}
