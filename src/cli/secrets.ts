import { SecretRegistry } from "../util/secret-registry.ts";

let ofThisRun = new SecretRegistry();

/**
 * Every secret that this run of a command line knows. There is one registry for all, because a secret that one part learnt may come
 * back through any other: an answer of a server, a plug-in's last words, our own stack.
 */
export function secretsOfRun(): SecretRegistry {
  return ofThisRun;
}

/** For the begin of a run: where one process runs several, none hides what another would have shown. */
export function knowNoSecrets(): void {
  ofThisRun = new SecretRegistry();
}
