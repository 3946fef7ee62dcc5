import { withoutFields } from "./field-edit.ts";
import { type FieldPath, isWithin, type PathPattern } from "./field-path.ts";
import { FieldSet, fieldsOf } from "./field-set.ts";
import { builtinFieldTypes } from "./field-types.ts";
import { type KubeObject, managedFieldsOf } from "./object.ts";

/**
 * Fields that a controller of the running mesh takes over after the first apply. They are sent while nobody else owns them
 * and left out once somebody does; leaving `failurePolicy` out from the start would make the server default it to `Fail`.
 */
const TAKEN_OVER: Readonly<Record<string, PathPattern>> = {
  ValidatingWebhookConfiguration: ["webhooks", {}, "failurePolicy"],
  Deployment: ["spec", "replicas"],
};

/** Fields that are never sent, whatever a renderer writes: istiod fills them in. */
const NEVER_SENT: Readonly<Record<string, PathPattern>> = {
  ValidatingWebhookConfiguration: ["webhooks", {}, "clientConfig", "caBundle"],
  MutatingWebhookConfiguration: ["webhooks", {}, "clientConfig", "caBundle"],
};

/** The object to send, given the live one: without fields that a runtime controller owns by now. */
export function yieldRuntimeOwned(
  body: KubeObject,
  live: KubeObject | undefined,
  manager: string,
): KubeObject {
  const never = matching(body, NEVER_SENT[body.kind]);
  const taken =
    live === undefined
      ? []
      : matching(body, TAKEN_OVER[body.kind]).filter((path) => ownedByOthers(live, path, manager));
  return never.length + taken.length === 0 ? body : withoutFields(body, [...never, ...taken]);
}

/** The fields of a body that nobody takes over: they stay as they were sent, whoever sent them. */
export function withoutRuntimeOwned(body: KubeObject): KubeObject {
  const paths = [NEVER_SENT, TAKEN_OVER].flatMap((table) => matching(body, table[body.kind]));
  return paths.length === 0 ? body : withoutFields(body, paths);
}

function matching(body: KubeObject, pattern: PathPattern | undefined): readonly FieldPath[] {
  if (pattern === undefined) return [];
  const leaves = fieldsOf(body, builtinFieldTypes(body.apiVersion, body.kind)).leaves();
  return [...leaves].filter((path) => isWithin(path, pattern));
}

function ownedByOthers(live: KubeObject, path: FieldPath, manager: string): boolean {
  return managedFieldsOf(live).some(
    (entry) => entry.manager !== manager && FieldSet.fromFieldsV1(entry.fieldsV1).has(path),
  );
}
