import { ApiError } from "./api-error.ts";
import { changesNothing } from "./changes-nothing.ts";
import type { KubeObject } from "./object.ts";
import { provesUnchanged } from "./unchanged.ts";

/** A server-side apply as a dry run; a conflict has no object. */
type DryRun = (
  body: KubeObject,
  options: { readonly dryRun: true },
) => Promise<{ readonly kind: "applied"; readonly object: KubeObject } | { kind: "conflict" }>;

/**
 * Whether applying `wanted` as `manager` would change nothing: the manager owns every leaf of it, with that value, and owns
 * nothing else. The live object proves most of it; where a value may be spelled in another way or defaulted, a dry run decides.
 * A refusal counts as no; ApiErrors without an answer are thrown.
 */
export async function isAsPlanned(
  live: KubeObject,
  wanted: KubeObject,
  manager: string,
  apply: DryRun,
): Promise<boolean> {
  if (provesUnchanged(live, wanted, manager)) return true;
  try {
    const result = await apply(wanted, { dryRun: true });
    return result.kind === "applied" && changesNothing(live, result.object);
  } catch (error) {
    if (error instanceof ApiError && error.api.status >= 400) return false;
    throw error;
  }
}
