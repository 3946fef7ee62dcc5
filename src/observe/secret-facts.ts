import { ApiError } from "../kube/api-error.ts";
import { ISTIOD_TOKEN_SECRET } from "../planner/components/istiod-token/component.ts";
import { READER_TOKEN_SECRET } from "../planner/components/reader-token/component.ts";
import { SECRET_FACTS, type SecretFact } from "../planner/facts.ts";
import type { ClusterReader, ObjectList } from "../ports.ts";

/** Label selectors of the Secrets that are listed, by their metadata alone. */
export const REMOTE_SECRETS = "istio/multiCluster=true";
export const HELM_RELEASES = "owner=helm";
export const CACERTS = "cacerts";
/** Where istiod keeps a root that it made itself. */
export const OWN_ROOT = "istio-ca-secret";

/** Every Secret, or list of Secrets, that facts are read from. */
const FACT_OF: ReadonlyMap<string, SecretFact> = new Map([
  [CACERTS, "cacerts"],
  [OWN_ROOT, "own-root"],
  [READER_TOKEN_SECRET, "reader-token"],
  [ISTIOD_TOKEN_SECRET, "istiod-token"],
  [REMOTE_SECRETS, "remote-secrets"],
  [HELM_RELEASES, "helm-releases"],
]);

const NONE: ObjectList = { items: [], resourceVersion: "" };

/** What a reader says of its connection: of a class, so its members are named. */
function connectionOf(reader: ClusterReader) {
  const { cluster, context, kubeconfig, server, unverified, tlsServerName, authority } = reader;
  return {
    cluster,
    context,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    server,
    ...(unverified === undefined ? {} : { unverified }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(authority === undefined ? {} : { authority }),
    shown: () => reader.shown(),
  };
}

/**
 * A reader for accounts that need not be allowed to read Secrets: a Secret that is forbidden looks as if it were not there,
 * and `unread` says afterwards which facts are therefore not known. Every other refusal is thrown as ever.
 */
export function withoutSecrets(reader: ClusterReader): {
  readonly reader: ClusterReader;
  readonly unread: () => readonly SecretFact[];
} {
  const unread = new Set<SecretFact>();
  const tolerated = <T>(request: Promise<T>, what: string | undefined, otherwise: T): Promise<T> =>
    request.catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.api.status !== 403) throw error;
      const fact = FACT_OF.get(what ?? "");
      if (fact === undefined) throw new Error(`internal: no fact is read from the Secret ${what}`);
      unread.add(fact);
      return otherwise;
    });
  return {
    reader: {
      ...connectionOf(reader),
      getJson: (path, options) => reader.getJson(path, options),
      get: (ref, options) => {
        const found = reader.get(ref, options);
        return ref.kind === "Secret" ? tolerated(found, ref.name, undefined) : found;
      },
      list: (kind, options) => {
        const found = reader.list(kind, options);
        return kind.kind === "Secret" ? tolerated(found, options?.labelSelector, NONE) : found;
      },
    },
    unread: () => SECRET_FACTS.filter((fact) => unread.has(fact)),
  };
}
