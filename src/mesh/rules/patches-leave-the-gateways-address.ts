import type { Cluster, Mesh, Patch } from "../model.ts";
import { nameText } from "../name-text.ts";
import { valueAt } from "../value-at.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0497: the file says how other clusters reach the Service of a gateway, and everything that depends on it is derived
 * from and checked against the file (MP0490, MP0492).
 *
 * A type that only a patch gives never settles: the address counts as unknown for ever, and every plan has changes.
 */
export const patchesLeaveTheGatewaysAddress: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) =>
    patchesOfTheDoor(mesh, cluster).flatMap(({ patch, at }) =>
      FIELDS.filter(([pointer]) => valueAt(patch, pointer) !== undefined).map(
        ([pointer, instead]) => ({
          code: "MP0497" as const,
          message: `a patch cannot set ${nameText(pointer.slice(1).replaceAll("/", "."))} of the Service ${SERVICES[cluster.role]}: other clusters reach it as the file says`,
          help: `write \`${instead}\` instead`,
          at,
        }),
      ),
    ),
  );

/** The patches of the Service by which other clusters reach this one. */
export function patchesOfTheDoor({ istio }: Mesh, { patches, role }: Cluster): readonly Patch[] {
  const service = SERVICES[role];
  return patches.filter(
    ({ target: { kind, name = service, namespace = istio.namespace } }) =>
      kind === "Service" && name === service && namespace === istio.namespace,
  );
}

/** The Services by which other clusters reach a cluster of this role. */
const SERVICES = {
  primary: "istio-eastwestgateway",
  remote: "istio-eastwestgateway",
  host: "istiod-external",
} as const;

const FIELDS = [
  ["/spec/type", "gateway.type"],
  ["/spec/loadBalancerIP", "gateway.address"],
] as const;
