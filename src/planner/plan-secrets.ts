import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import {
  fieldElement,
  type FieldPath,
  indexElement,
  type PathElement,
  printedPath,
} from "../kube/field-path.ts";
import type { SecretRegistry } from "../util/secret-registry.ts";
import type { Plan } from "./plan.ts";

/**
 * MP9260 for each place of a plan that holds a secret of this run.
 *
 * What is printed can lose a secret on its way; a plan cannot, because what was taken out would not be applied. So a plan with a
 * secret is none. Its own secrets are holes: what is found here stands in the mesh file, or a cluster put it into an object.
 */
export function secretsInPlan(plan: Plan, secrets: SecretRegistry): readonly Diagnostic[] {
  const { actions, bodies, ...rest } = plan;
  const found = (value: unknown): readonly string[] => {
    const places: string[] = [];
    eachText(value, [], (text, path) => {
      if (secrets.holds(text)) places.push(secrets.redact(printedPath(path)));
    });
    return places;
  };
  const inBody = new Map([...bodies].map(([hash, body]) => [hash, found(body)]));
  return [
    ...found(rest).map((path) => problem(path)),
    ...actions.flatMap(({ changes, ...action }) => [
      ...found(action).map((path) => problem(path, { cluster: action.cluster })),
      ...changes.flatMap((change) =>
        [...(inBody.get(change.body) ?? []), ...found(change)].map((path) =>
          problem(path, { cluster: action.cluster, object: change.object }),
        ),
      ),
    ]),
  ];
}

function problem(path: string, place: Pick<Diagnostic, "cluster" | "object"> = {}): Diagnostic {
  return {
    code: "MP9260",
    message: `${path} holds a token, a password or a private key that this run uses, and a plan is no place for one`,
    help: "take it out of the mesh file, or out of the object in the cluster, and make a new one: it was in the open",
    ...place,
  };
}

/** Calls back with every text of a value, keys included, and the way to it, which is one list that goes along. */
function eachText(
  value: unknown,
  path: PathElement[],
  call: (text: string, path: FieldPath) => void,
): void {
  if (typeof value === "string") call(value, path);
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    path.push(Array.isArray(value) ? indexElement(Number(key)) : fieldElement(key));
    if (!Array.isArray(value)) call(key, path);
    eachText(item, path, call);
    path.pop();
  }
}
