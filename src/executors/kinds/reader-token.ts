import type { Executor } from "./executor.ts";
import { writeChanges } from "./write.ts";

/**
 * Writes the empty token Secret of an account, either the reader's or istiod's. The cluster's own token controller fills it,
 * and the action's wait reads token and CA from there into memory.
 */
export const readerToken: Executor<"reader-token"> = (context) => writeChanges(context);
