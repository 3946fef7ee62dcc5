import { withoutFields } from "../kube/field-edit.ts";
import { valueAt } from "../kube/field-path.ts";
import { localDiff } from "../kube/local-diff.ts";
import { type KubeObject, refOf } from "../kube/object.ts";
import { provesUnchanged } from "../kube/unchanged.ts";
import type { Observation } from "../planner/observed.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";
import type { ClusterReader } from "../ports.ts";
import { toSend } from "../planner/to-send.ts";
import { planBack } from "./drift.ts";
import { contestedField, type Look } from "./observe-object.ts";

/** Stands in for what follows from a Secret that may not be read; whatever is live in its place is taken for it. */
export const UNREAD = "(not read)";

/**
 * Compares one desired object with its cluster by reading it, for who may not even dry-run. Says what `observeObject` says as
 * far as that can be told without the server: see `localDiff`. Throws ApiError.
 */
export async function compareObject(reader: ClusterReader, look: Look): Promise<Observation> {
  if (look.noNamespace) return { kind: "absent", sent: toSend(look.wanted, undefined) };
  const live = await reader.get(refOf(look.wanted));
  const sent = toSend(look.wanted, live);
  if (live === undefined) return { kind: "absent", sent };
  if (!look.hasUnknown && provesUnchanged(live, sent, FIELD_MANAGER))
    return { kind: "unchanged", live, sent, leftAlone: [] };
  return compared(look.part, live, sent);
}

function compared(part: string, live: KubeObject, wanted: KubeObject): Observation {
  const diff = localDiff(live, wanted, FIELD_MANAGER);
  const drift = diff.contested.filter(planBack(part, live, wanted));
  const foreign = diff.contested.filter((one) => !drift.includes(one));
  const leftAlone = foreign.map((one) => contestedField(one, live, wanted));
  const sent = withoutFields(
    wanted,
    foreign.map(({ path }) => path),
  );
  const differing = [...diff.differing, ...drift.map(({ path }) => path), ...diff.dropped].filter(
    (path) => valueAt(wanted, path) !== UNREAD,
  );
  // A value in another spelling is the same value; an owner more or less is a change of its own.
  const isOwned =
    foreign.length === 0 ? diff.isOwned : localDiff(live, sent, FIELD_MANAGER).isOwned;
  if (differing.length === 0 && isOwned) return { kind: "unchanged", live, sent, leftAlone };
  return {
    kind: "changed",
    live,
    sent,
    differing,
    leftAlone,
    drift: [...new Set(drift.flatMap(({ owners }) => owners.map(({ manager }) => manager)))].sort(),
    force: drift.length > 0,
  };
}
