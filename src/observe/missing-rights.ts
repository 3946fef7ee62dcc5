import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type AccessRequest, accessTo } from "../kube/access-request.ts";
import { ApiError } from "../kube/api-error.ts";
import type { ClusterName } from "../mesh/model.ts";
import { type Right, VERBS } from "../planner/right.ts";
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
      const requests = wanted.map(({ verb, object }) => accessTo(verb, object));
      const denied = await deniedOf(clientOf(cluster), requests);
      return lackingRights(denied).map((lacking) =>
        missingRight(cluster, `${cluster} does not allow its user to ${lacking}`),
      );
    }),
  );
  return found.flat();
}

/** RBAC takes a star only from a rule with stars for everything, in all namespaces. */
const EVERYTHING: AccessRequest = { verb: "*", group: "*", resource: "*" };

/** The requests that the user of the client may not make. */
export async function deniedOf(
  client: Pick<ClusterClient, "may">,
  requests: readonly AccessRequest[],
): Promise<readonly AccessRequest[]> {
  if (await may(client, EVERYTHING)) return [];
  const asked = new Map<string, Promise<boolean>>();
  const mayOnce = (request: AccessRequest): Promise<boolean> => {
    const key = JSON.stringify(request);
    const answer = asked.get(key) ?? may(client, request);
    asked.set(key, answer);
    return answer;
  };
  const verdicts = requests.map(async (named) => {
    const { name: _, ...everyName } = named;
    // Waits watch one name, and rights may be given for single names.
    return (await mayOnce(everyName)) || (await mayOnce(named)) ? [] : [named];
  });
  return (await Promise.all(verdicts)).flat();
}

/** True also where nobody is allowed to ask, or the server knows no such question. */
async function may(client: Pick<ClusterClient, "may">, request: AccessRequest): Promise<boolean> {
  try {
    return await client.may(request);
  } catch (error) {
    if (error instanceof ApiError && [403, 404, 405].includes(error.api.status)) return true;
    throw error;
  }
}

/** `get and list secrets in namespace x`, one text a resource and namespace: that is how rights are given. */
export function lackingRights(denied: readonly AccessRequest[]): readonly string[] {
  const verbs = new Map<string, Set<string>>();
  for (const { verb, group, resource: plural, namespace } of denied) {
    const resource = group === "" ? plural : `${plural}.${group}`;
    const where = namespace === undefined ? "" : ` in namespace ${namespace}`;
    const key = `${resource}${where}`;
    verbs.set(key, (verbs.get(key) ?? new Set()).add(verb));
  }
  return [...verbs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, lacking]) => {
      const others = [...lacking].filter((verb) => !KNOWN.includes(verb)).sort();
      return `${inWords([...KNOWN.filter((verb) => lacking.has(verb)), ...others])} ${what}`;
    });
}

const KNOWN: readonly string[] = VERBS;

function inWords(verbs: readonly string[]): string {
  const last = verbs.at(-1) ?? "";
  return verbs.length < 2 ? last : `${verbs.slice(0, -1).join(", ")} and ${last}`;
}
