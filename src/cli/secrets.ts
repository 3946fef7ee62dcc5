import { SecretRegistry } from "../util/secret-registry.ts";

/**
 * Every secret that this process knows. There is one registry for all, because a secret that one part learnt may come back
 * through any other: an answer of a server, a plug-in's last words, our own stack.
 */
export const SECRETS = new SecretRegistry();
