import { createHash } from "node:crypto";
import { canonicalJson } from "../kube/canonical.ts";
import { comparePaths, type FieldPath, valueAt } from "../kube/field-path.ts";
import type { Json, KubeObject } from "../kube/object.ts";
import type { BodyHash } from "./change.ts";
import { isSecretField, ownedFields } from "./diff.ts";
import { memoByIdentity } from "../util/memo.ts";
import type { Plan } from "./plan.ts";
import { type PlanContent, splitPlan } from "./plan-content.ts";

/** sha256 (hex) of a body's canonical JSON; computed once for a body that many clusters share. */
export const bodyHash: (body: KubeObject) => BodyHash = memoByIdentity((body: KubeObject) =>
  hashOf(body),
);

/** sha256 (hex) of a value's canonical JSON. */
export function hashOf(value: Json): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/**
 * Hash of the live values of the fields meshplan owns or is about to write. It moves exactly when somebody changes one of
 * them; status, defaults and other managers' fields do not count. Secret data is masked: the file that holds it may travel.
 */
export function ownedHash(live: KubeObject, sent: KubeObject): string {
  const leaves = [...ownedFields(live, sent).leaves()];
  return hashAt(
    live,
    leaves.filter((path) => !isSecretField(live.kind, path)),
  );
}

/** As `ownedHash`, but it moves with data of Secrets too. For comparisons in memory: it must not leave the process. */
export function ownedHashWithSecrets(live: KubeObject, sent: KubeObject): string {
  return hashAt(live, [...ownedFields(live, sent).leaves()]);
}

/** Over each path with its value; fields that are not there do not count. */
function hashAt(live: KubeObject, paths: readonly FieldPath[]): string {
  const values = paths
    .map((path) => [path, valueAt(live, path)] as const)
    .filter((entry): entry is readonly [FieldPath, Json] => entry[1] !== undefined);
  return hashOf([...values].sort(([a], [b]) => comparePaths(a, b)));
}

/**
 * The digest people approve: over everything of a plan that plan-content.ts does not list as a note, bodies by their hashes.
 * Anybody can compute it: sha256 of the RFC 8785 form of `plan` in a plan file, with the sorted keys of `bodies` in its place.
 */
export function digestOf(plan: Omit<Plan, "digest">): string {
  return contentDigest(splitPlan(plan).content);
}

export function contentDigest(content: PlanContent): string {
  const digested = { ...content, bodies: Object.keys(content.bodies).sort() };
  return `sha256:${hashOf(digested as unknown as Json)}`;
}
