import type { Diagnostic } from "../diagnostics/diagnostic.ts";
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
  const found = (value: unknown): readonly string[] =>
    [...textsBelow(value, [])]
      .filter(({ text }) => secrets.holds(text))
      .map(({ path }) => secrets.redact(path.join(".")));
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

type Path = readonly string[];

/** Every text of a value, keys included, with the way to it. */
function* textsBelow(
  value: unknown,
  path: Path,
): Generator<{ readonly text: string; readonly path: Path }> {
  if (typeof value === "string") yield { text: value, path };
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const below = [...path, key];
    yield { text: key, path: below };
    yield* textsBelow(item, below);
  }
}
