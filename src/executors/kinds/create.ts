import { createdByOthers } from "./refusals.ts";
import { isWritten, send, type Write } from "./send.ts";

/**
 * Server-side apply creates what is absent and changes what is present, and does not let the caller choose. With this
 * resourceVersion it only creates: etcd's revisions begin at 1, before the first object, so no object ever has it, and an API
 * server answers 409 for an object that is present, with `force` too. A POST would also only create, but it owns the fields as
 * an update does: a field that a later version no longer sends could then never be dropped.
 */
const NEVER_SEEN = "1";

/**
 * Creates an object that must be absent. If another object is there, it is left as it is and MP9304 is thrown, unless an
 * earlier attempt that got no answer made it. The object itself shows that: we own every leaf of it, with the value we sent.
 */
export async function create(write: Write): Promise<"changed"> {
  const { change, context } = write;
  const sent = await send(write, { resourceVersion: NEVER_SEEN });
  if (sent.kind === "applied" && sent.created) return "changed";
  const { client, stop } = context;
  const live = await client.get(change.object, { signal: stop });
  const isOurs =
    sent.kind !== "applied" &&
    sent.uncertain &&
    live !== undefined &&
    (await isWritten(write, live));
  if (!isOurs) throw createdByOthers(live, change.object, context.action);
  return "changed";
}
