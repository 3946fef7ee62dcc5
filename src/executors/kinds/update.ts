import { sameJson } from "../../kube/canonical.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Precondition } from "../../planner/change.ts";
import { type SeenObject, seenObject } from "../../planner/recheck.ts";
import { plannedBody } from "./body.ts";
import { staleObject, takenFields } from "./refusals.ts";
import { isWritten, send, type Write } from "./send.ts";

/** How often an update may meet a newer version of its object before it gives up. */
const TRIES = 5;
/** Controllers write in bursts, so each further try waits this many milliseconds longer. */
const PAUSE = 100;

type Present = Extract<Precondition, { absent: false }>;

/**
 * Changes an object that is there. Each request names its uid and the version it was made against. Where that version is
 * outdated, the object is read again, because controllers write their status all the time. As long as it is the same object
 * and the plan's fields have the values that the recheck saw, the update is sent once more, against the new version.
 *
 * Answers `unchanged` only where the answer shows that nothing was written. Throws MP9305 and MP9303 where the object is not
 * what the plan was made for; nothing of the update was written then.
 */
export async function update(write: Write, { uid }: Present): Promise<"changed" | "unchanged"> {
  const { change, context } = write;
  const { action } = context;
  const { object, seen: rechecked } = change;
  if (rechecked === undefined) throw new Error(`internal: ${action.id} was not rechecked`);
  let { resourceVersion } = rechecked;
  let uncertain = false;
  for (let tries = 1; ; tries += 1) {
    const sent = await send(write, { uid, resourceVersion });
    if (sent.kind === "applied") {
      const isSame = sent.object.metadata.resourceVersion === resourceVersion;
      return isSame && !uncertain ? "unchanged" : "changed";
    }
    if (sent.kind === "conflict") throw takenFields(sent.conflicts, object, action);
    if (sent.kind !== "moved") throw gone(write, sent.kind, sent.cause);
    uncertain ||= sent.uncertain;
    const live = await present(write, uid);
    if (await isWritten(write, live)) return uncertain ? "changed" : "unchanged";
    resourceVersion = unmoved(write, live, rechecked);
    if (tries === TRIES) throw staleObject(object, action, "changed again and again", sent.cause);
    const { clock, stop, interrupt } = context;
    if (tries > 1) await clock.sleep(PAUSE * tries, AbortSignal.any([stop, interrupt]));
    stop.throwIfAborted();
    interrupt.throwIfAborted();
  }
}

/** Reads the object, and requires that it is still the one that the plan was made for. */
async function present(write: Write, uid: string): Promise<KubeObject> {
  const { change, context } = write;
  const { client, stop } = context;
  const live = await client.get(change.object, { signal: stop });
  if (live === undefined) throw gone(write, "deleted");
  if (live.metadata.uid !== uid) throw gone(write, "made anew");
  return live;
}

/**
 * The version of an object whose planned fields are as they were at the recheck, and have the same owners where the change
 * takes fields by force.
 */
function unmoved({ change, context }: Write, live: KubeObject, before: SeenObject): string {
  const now = seenObject(live, plannedBody(change, context));
  const isSame =
    now?.owned === before.owned && (!change.force || sameJson(now.owners, before.owners));
  if (now === undefined || !isSame) throw staleObject(change.object, context.action, "changed");
  return now.resourceVersion;
}

function gone({ change, context }: Write, how: "deleted" | "made anew", cause?: unknown): Error {
  const what = how === "deleted" ? "was deleted" : "was deleted and recreated";
  return staleObject(change.object, context.action, what, cause);
}
