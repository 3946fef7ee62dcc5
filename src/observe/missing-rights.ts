import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type AccessRequest, accessTo } from "../kube/access-request.ts";
import { ApiError } from "../kube/api-error.ts";
import type { ClusterName } from "../mesh/model.ts";
import { type Right, type Verb, VERBS } from "../planner/right.ts";
import type { ClusterClient } from "../ports.ts";
import { missingRight } from "../planner/missing-right.ts";

/**
 * Asks the API servers which of these rights their users lack, and writes nothing. An administrator costs one question; of
 * everybody else each right is asked for, because only the server can say: its authorizers need not be RBAC.
 *
 * A server that answers no such questions leaves the right to the request itself.
 */
export async function missingRights(
  rights: ReadonlyMap<ClusterName, readonly Right[]>,
  clientOf: (cluster: ClusterName) => ClusterClient,
): Promise<readonly Diagnostic[]> {
  const found = await Promise.all(
    [...rights].map(async ([cluster, wanted]) => {
      const denied = await deniedBy(clientOf(cluster), wanted);
      return problemsOf(cluster, denied);
    }),
  );
  return found.flat();
}

/** RBAC takes a star only from a rule with stars for everything, in all namespaces. */
const EVERYTHING: AccessRequest = { verb: "*", group: "*", resource: "*" };

async function deniedBy(
  client: ClusterClient,
  rights: readonly Right[],
): Promise<readonly Right[]> {
  if (await may(client, EVERYTHING)) return [];
  const asked = new Map<string, Promise<boolean>>();
  const mayOnce = (request: AccessRequest): Promise<boolean> => {
    const key = JSON.stringify(request);
    const answer = asked.get(key) ?? may(client, request);
    asked.set(key, answer);
    return answer;
  };
  const verdicts = rights.map(async (right) => {
    const named = accessTo(right.verb, right.object);
    const { name: _, ...everyName } = named;
    // Waits watch one name, and rights may be given for single names.
    return (await mayOnce(everyName)) || (await mayOnce(named)) ? [] : [right];
  });
  return (await Promise.all(verdicts)).flat();
}

/** True also where nobody is allowed to ask, or the server knows no such question. */
async function may(client: ClusterClient, request: AccessRequest): Promise<boolean> {
  try {
    return await client.may(request);
  } catch (error) {
    if (error instanceof ApiError && [403, 404, 405].includes(error.api.status)) return true;
    throw error;
  }
}

/** One problem a resource and namespace: that is how rights are given. */
function problemsOf(cluster: ClusterName, denied: readonly Right[]): readonly Diagnostic[] {
  const verbs = new Map<string, Set<Verb>>();
  for (const { verb, object } of denied) {
    const { group, resource: plural } = accessTo(verb, object);
    const resource = group === "" ? plural : `${plural}.${group}`;
    const where = object.namespace === undefined ? "" : ` in namespace ${object.namespace}`;
    const key = `${resource}${where}`;
    verbs.set(key, (verbs.get(key) ?? new Set()).add(verb));
  }
  return [...verbs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, lacking]) => {
      const listed = inWords(VERBS.filter((verb) => lacking.has(verb)));
      return missingRight(cluster, `${cluster} does not allow its user to ${listed} ${what}`);
    });
}

function inWords(verbs: readonly Verb[]): string {
  const last = verbs.at(-1) ?? "";
  return verbs.length < 2 ? last : `${verbs.slice(0, -1).join(", ")} and ${last}`;
}
