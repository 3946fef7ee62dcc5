import { ApiError } from "../../kube/api-error.ts";
import { isAsPlanned } from "../../kube/as-planned.ts";
import { type KubeObject, type ObjectMeta, refText } from "../../kube/object.ts";
import { FIELD_MANAGER } from "../../kube/field-manager.ts";
import { toSend } from "../../planner/to-send.ts";
import type { ApplyResult, FieldConflict } from "../../ports.ts";
import type { ActionContext, PendingChange } from "../context.ts";
import { withRetries } from "../retry.ts";
import { passingRefusal } from "./refusals.ts";
import { lostSightOf } from "../lost-sight.ts";

/** One object on its way to its cluster. */
export interface Write {
  readonly change: PendingChange;
  readonly context: ActionContext;
  /** Complete: every hole is filled. */
  readonly body: KubeObject;
}

/**
 * The outcome of a write. Unless the outcome is `applied`, this request wrote nothing; where it is `uncertain`, an earlier
 * attempt of the same request may have been carried out, because its answer was lost.
 */
type Sent =
  | { readonly kind: "applied"; readonly object: KubeObject; readonly created: boolean }
  | {
      readonly kind: "conflict";
      readonly conflicts: readonly FieldConflict[];
      readonly uncertain: boolean;
    }
  | {
      readonly kind: "moved" | "deleted" | "made anew";
      readonly cause: ApiError;
      readonly uncertain: boolean;
    };

/**
 * Sends a body together with what must still be true of the object. Repeats it while the cluster says "not yet", but never
 * repeats a precondition that does not hold. Throws what the cluster refuses for good, and MP9321 if the run lost its lock.
 */
export async function send(
  write: Write,
  precondition: Pick<ObjectMeta, "uid" | "resourceVersion">,
): Promise<Sent> {
  const { change, context, body } = write;
  const { action, client, clock, lock, stop, interrupt } = context;
  const guarded = { ...body, metadata: { ...body.metadata, ...precondition } };
  const earlier = { uncertain: false };
  const options = { force: change.force, signal: stop };
  try {
    const attempt = async (): Promise<ApplyResult> => {
      await lock.check(action.cluster);
      return await client.apply(guarded, options);
    };
    const result = await withRetries(attempt, {
      clock,
      stop,
      interrupt,
      classify: (error) => {
        earlier.uncertain ||= error.api.uncertain === true;
        return passingRefusal(error, change, context);
      },
      onRetry: (text, attempt) => {
        const subject = refText(change.object);
        context.emit({ type: "retrying", action: action.id, text: `${subject}: ${text}`, attempt });
      },
    });
    if (result.kind === "applied") tellWarnings(result.warnings, write);
    return result.kind === "applied"
      ? result
      : { ...result, uncertain: earlier.uncertain || result.uncertain === true };
  } catch (error) {
    const kind = error instanceof ApiError ? lostSightOf(error) : undefined;
    if (kind === undefined || !(error instanceof ApiError)) throw error;
    return { kind, cause: error, uncertain: earlier.uncertain };
  }
}

/** Reports the API server's warnings that the plan does not show already. */
function tellWarnings(
  warnings: readonly string[],
  { change: { object }, context: { action, warned, emit } }: Write,
): void {
  const known = warned.filter(({ object: of }) => refText(of) === refText(object));
  for (const text of new Set(warnings))
    if (!known.some(({ message }) => message.includes(text)))
      emit({
        type: "note",
        action: action.id,
        text: `the API server warns of ${refText(object)}: ${text}`,
      });
}

/**
 * Whether a live object is exactly what a write was to make of it. This tells a write whose answer was lost from somebody
 * else's write.
 */
export async function isWritten(
  { context: { client, stop }, body }: Write,
  live: KubeObject,
): Promise<boolean> {
  return await isAsPlanned(live, toSend(body, live), FIELD_MANAGER, (sent, options) =>
    client.apply(sent, { ...options, signal: stop }),
  );
}
