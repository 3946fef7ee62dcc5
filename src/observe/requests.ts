import { isForbidden } from "../kube/api-error.ts";
import type { MeshplanError } from "../errors.ts";
import type { KubeObject, ObjectRef } from "../kube/object.ts";
import type { ClusterReader, Kind, ListOptions, ObjectList } from "../ports.ts";

type Requests = Pick<ClusterReader, "get" | "list">;

/** Sends each request once, however many facts follow from its answer. */
export function onceEach(client: ClusterReader): Requests {
  const gets = new Map<string, Promise<KubeObject | undefined>>();
  const lists = new Map<string, Promise<ObjectList>>();
  return {
    get: ({ apiVersion, kind, namespace, name }) => {
      const key = JSON.stringify([apiVersion, kind, namespace, name]);
      const ref = { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name };
      return once(gets, key, () => client.get(ref));
    },
    list: ({ apiVersion, kind, namespace }, options = {}) => {
      const { labelSelector, fieldSelector, metadataOnly, keep } = options;
      const selected = [labelSelector, fieldSelector, metadataOnly];
      const key = JSON.stringify([apiVersion, kind, namespace, ...selected]);
      const place = { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }) };
      // What one fact keeps is not what another looks for.
      if (keep !== undefined) return client.list(place, options);
      return once(lists, key, () => client.list(place, options));
    },
  };
}

function once<T>(sent: Map<string, Promise<T>>, key: string, send: () => Promise<T>): Promise<T> {
  const known = sent.get(key) ?? send();
  sent.set(key, known);
  return known;
}

/** A request that the account may not make. */
export interface RefusedRequest {
  /** The same for every fact that needed the request. */
  readonly error: MeshplanError;
  readonly kind: string;
  /** Absent for a list. */
  readonly object?: ObjectRef;
}

/** The requests of one fact, and which of them were refused: all of them, also where the first ended its reading. */
export function watched(client: Requests): {
  readonly requests: Requests;
  readonly refused: () => Promise<readonly RefusedRequest[]>;
} {
  const sent: { readonly answer: Promise<unknown>; readonly of: Omit<RefusedRequest, "error"> }[] =
    [];
  return {
    requests: {
      get: (ref: ObjectRef) => {
        const answer = client.get(ref);
        sent.push({ answer, of: { kind: ref.kind, object: ref } });
        return answer;
      },
      list: (kind: Kind, options?: ListOptions) => {
        const answer = client.list(kind, options);
        sent.push({ answer, of: { kind: kind.kind } });
        return answer;
      },
    },
    refused: async () => {
      const answers = await Promise.allSettled(sent.map(({ answer }) => answer));
      return sent.flatMap(({ of }, index) => {
        const answer = answers[index];
        return answer?.status === "rejected" && isForbidden(answer.reason)
          ? [{ ...of, error: answer.reason }]
          : [];
      });
    },
  };
}
