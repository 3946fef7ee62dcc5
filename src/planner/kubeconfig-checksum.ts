import { hashOf } from "./digest.ts";

export const CHECKSUM_LENGTH = 16;

/** What changes with a kubeconfig, and tells nothing of it. */
export function kubeconfigChecksum(encoded: string): string {
  return hashOf(encoded).slice(0, CHECKSUM_LENGTH);
}
