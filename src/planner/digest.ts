import { createHash } from "node:crypto";
import { canonicalJson } from "../kube/canonical.ts";
import { type Json, type KubeObject, refText } from "../kube/object.ts";
import type { BodyHash } from "./change.ts";
import { ownedFields, projection } from "./diff.ts";
import { memoByIdentity } from "../util/memo.ts";
import type { Plan } from "./plan.ts";

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
  const leaves = [...ownedFields(live, sent).leaves()].filter(
    (path) => !(live.kind === "Secret" && path[0] === "f:data"),
  );
  return hashOf(projection(live, leaves));
}

/** As `ownedHash`, but it moves with data of Secrets too. For comparisons in memory: it must not leave the process. */
export function ownedHashWithSecrets(live: KubeObject, sent: KubeObject): string {
  return hashOf(projection(live, [...ownedFields(live, sent).leaves()]));
}

/**
 * The digest people approve: mesh, cluster names and identities, actions and their needs, and of each change the object, the
 * verb, and the owned values before and after, holes by name. Not in it: times, reasons, lines, contexts, our version,
 * resourceVersions, secrets.
 */
export function digestOf(plan: Omit<Plan, "digest">): string {
  const meaning = {
    mesh: plan.mesh,
    ...(plan.readOnly === undefined ? {} : { readOnly: true }),
    ...(plan.trust === undefined ? {} : { trust: plan.trust.roots }),
    clusters: plan.clusters.map((cluster) => [cluster.name, cluster.identity ?? null]),
    actions: plan.actions.map((action) => ({
      id: action.id,
      needs: action.needs.map((need) => need.id),
      changes: action.changes.map((change) => [
        refText(change.object),
        change.verb,
        change.precondition.absent ? null : change.precondition.ownedHash,
        change.body,
      ]),
    })),
  };
  return `sha256:${hashOf(meaning)}`;
}
