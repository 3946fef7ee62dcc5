import { ApiError } from "../kube/api-error.ts";
import { sameJson } from "../kube/canonical.ts";
import { changesNothing } from "../kube/changes-nothing.ts";
import { contestedFields, type Contested } from "../kube/contested.ts";
import { differingFields } from "../kube/differing-fields.ts";
import { withoutFields } from "../kube/field-edit.ts";
import { isWithin, valueAt } from "../kube/field-path.ts";
import { type KubeObject, refOf } from "../kube/object.ts";
import { provesUnchanged } from "../kube/unchanged.ts";
import type { ContestedField } from "../planner/change.ts";
import type { Observation } from "../planner/observed.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";
import { toSend } from "../planner/to-send.ts";
import type { ApplyResult, ClusterClient, ClusterReader } from "../ports.ts";
import { planBack } from "./drift.ts";

/** What is asked of a cluster about one object. */
export type DryRunner = Pick<ClusterClient, "get" | "apply">;

/** One object to look at. */
export interface Look {
  /** Label value of this mesh's objects. */
  readonly part: string;
  /** Holes filled, with stand-ins where no value is known. In memory only: it holds secrets of other clusters. */
  readonly wanted: KubeObject;
  /** The part of it that may be sent to a server that holds `live`, before anybody approved the plan; `wanted` itself if all may. */
  readonly sendable: (live: KubeObject | undefined) => KubeObject;
  /** Stand-ins were used, or secrets: equality cannot be concluded from a dry run alone. */
  readonly hasUnknown: boolean;
  /** The namespace the object belongs to does not exist: no server can judge it. */
  readonly noNamespace: boolean;
  /** The cluster is most likely without an Istio, so a dry run that creates the object saves asking for it first. */
  readonly likelyNew: boolean;
}

/**
 * Compares one desired object with its cluster: GET first, and a dry run only where the live object does not already prove
 * that nothing would change. Never writes. Throws ApiError for what the caller collects (403) or cannot plan through.
 */
export async function observeObject(client: DryRunner, look: Look): Promise<Observation> {
  if (look.noNamespace)
    return { kind: "absent", sent: toSend(look.sendable(undefined), undefined) };
  const created = look.likelyNew ? await wouldCreate(client, look.sendable(undefined)) : undefined;
  if (created !== undefined) return created;
  const live = await client.get(refOf(look.wanted));
  const sendable = look.sendable(live);
  const wanted = toSend(sendable, live);
  if (live === undefined) return await absent(client, wanted);
  const isWhole = !look.hasUnknown && sendable === look.wanted;
  if (isWhole && provesUnchanged(live, wanted, FIELD_MANAGER))
    return { kind: "unchanged", live, sent: wanted, leftAlone: [] };
  const first = await dryRun(client, wanted, false);
  if (first === undefined)
    return { kind: "changed", live, sent: wanted, leftAlone: [], drift: [], force: false };
  if (first.kind === "applied") return judged(live, wanted, first.object, NO_CONFLICT);
  return await sortConflict(
    client,
    look.part,
    live,
    wanted,
    contestedFields(wanted, live, first.conflicts, FIELD_MANAGER),
  );
}

/**
 * Compares one object with what is rendered for others, who bring it. Only reads, and asks for no right to write: there is
 * no dry run.
 */
export async function observeOfOthers(
  client: ClusterReader,
  wanted: KubeObject,
  noNamespace: boolean,
): Promise<Observation> {
  const live = noNamespace ? undefined : await client.get(refOf(wanted));
  const sent = toSend(wanted, undefined);
  return live === undefined
    ? { kind: "others", sent, differs: [] }
    : { kind: "others", sent, live, differs: differingFields(live, sent) };
}

/** Undefined where the object is there already, or a dry run tells nothing. */
async function wouldCreate(client: DryRunner, body: KubeObject): Promise<Observation | undefined> {
  const sent = toSend(body, undefined);
  const result = await dryRun(client, sent, false);
  return result?.kind === "applied" && result.created
    ? { kind: "absent", sent, result: result.object }
    : undefined;
}

async function absent(client: DryRunner, wanted: KubeObject): Promise<Observation> {
  const result = await dryRun(client, wanted, false);
  return result?.kind === "applied"
    ? { kind: "absent", sent: wanted, result: result.object }
    : { kind: "absent", sent: wanted };
}

interface Sorted {
  readonly leftAlone: readonly ContestedField[];
  readonly drift: readonly string[];
  readonly force: boolean;
}
const NO_CONFLICT: Sorted = { leftAlone: [], drift: [], force: false };

/**
 * A conflict is sorted path by path by its live owner. The server's list is not exact, so a forced dry run shows which
 * paths really differ: the others are spelling. A hand edit of our object is drift and planned back; what another
 * controller owns is left alone and leaves the body.
 */
async function sortConflict(
  client: DryRunner,
  part: string,
  live: KubeObject,
  wanted: KubeObject,
  contested: readonly Contested[],
): Promise<Observation> {
  const forced = await dryRun(client, wanted, true);
  if (forced?.kind !== "applied")
    return { kind: "changed", live, sent: wanted, leftAlone: [], drift: [], force: false };
  const real = contested.filter(
    ({ path }) => !sameJson(valueAt(live, path), valueAt(forced.object, path)),
  );
  if (real.length === 0 && changesNothing(live, forced.object, FIELD_MANAGER))
    return { kind: "unchanged", live, sent: wanted, leftAlone: [] };
  const isDrift = planBack(part, live, wanted);
  const foreign = real.filter((one) => !isDrift(one));
  const sorted: Sorted = {
    leftAlone: foreign.map((one) => contestedField(one, live, wanted)),
    drift: [
      ...new Set(
        real.filter(isDrift).flatMap(({ owners }) => owners.map((owner) => owner.manager)),
      ),
    ].sort(),
    force: contested.length > foreign.length,
  };
  if (foreign.length === 0) return judged(live, wanted, forced.object, sorted);
  const rest = withoutFields(
    wanted,
    foreign.map(({ path }) => path),
  );
  const result = await dryRun(client, rest, sorted.force);
  return result?.kind === "applied"
    ? judged(live, rest, result.object, sorted)
    : { kind: "changed", live, sent: rest, ...sorted };
}

export function contestedField(
  { path, owners }: Contested,
  live: KubeObject,
  wanted: KubeObject,
): ContestedField {
  const liveValue = valueAt(live, path);
  const wantedValue = valueAt(wanted, path);
  const secret = live.kind === "Secret" && isWithin(path, ["data"]);
  return {
    path,
    manager: owners
      .map((owner) => owner.manager)
      .sort()
      .join(", "),
    ...(secret || liveValue === undefined ? {} : { live: liveValue }),
    ...(secret || wantedValue === undefined ? {} : { wanted: wantedValue }),
  };
}

function judged(
  live: KubeObject,
  sent: KubeObject,
  result: KubeObject,
  sorted: Sorted,
): Observation {
  return changesNothing(live, result)
    ? { kind: "unchanged", live, sent, leftAlone: sorted.leftAlone }
    : { kind: "changed", live, sent, result, ...sorted };
}

/** Undefined where no dry run is possible: the namespace or the CRD is missing, or an admission webhook cannot be reached. */
async function dryRun(
  client: DryRunner,
  body: KubeObject,
  force: boolean,
): Promise<ApplyResult | undefined> {
  try {
    return await client.apply(body, { dryRun: true, force });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, serverMessage } = error.api;
    const noWebhook =
      status >= 400 && /failed calling webhook|does not support dry run/.test(serverMessage);
    if (status === 404 || noWebhook) return undefined;
    throw error;
  }
}
