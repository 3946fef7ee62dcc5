import { addressKind } from "./address.ts";
import type { Cluster } from "./model.ts";

/** The DNS name that the file gives a cluster's gateway. */
export function hostNameOf({ gateway: { address } }: Cluster): string | undefined {
  return address !== undefined && addressKind(address) === "host" ? address : undefined;
}
