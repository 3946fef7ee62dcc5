import { createdByOthers } from "./refusals.ts";
import { isWritten, send, type Write } from "./send.ts";

/**
 * Server-side apply creates what is absent and changes what is present, and asks nobody which. With this resourceVersion it
 * only creates: etcd's revisions begin at 1, before the first object, so no object ever has it, and an API server answers 409
 * for one that is present, with `force` too. A POST would do the same, but own the fields as an update does: then a field that
 * a later version no longer sends could never be dropped.
 */
const NEVER_SEEN = "1";

/**
 * Creates an object that must be absent. What stands there instead is left as it is and thrown as MP9304, unless it is what
 * an attempt without an answer made: that is told by the object itself, every leaf of it ours and as it was sent.
 */
export async function create(write: Write): Promise<"changed"> {
  const { change, action, context } = write;
  const sent = await send(write, { resourceVersion: NEVER_SEEN });
  if (sent.kind === "applied" && sent.created) return "changed";
  const { stop } = context;
  const live = await context.clients(action.cluster).get(change.object, { signal: stop });
  const isOurs =
    sent.kind !== "applied" &&
    sent.uncertain &&
    live !== undefined &&
    (await isWritten(write, live));
  if (!isOurs) throw createdByOthers(live, change.object, action);
  return "changed";
}
