import type { AccessRequest } from "../kube/access-request.ts";
import { isForbidden } from "../kube/api-error.ts";
import { MeshplanError } from "../errors.ts";
import { isMap, type Json } from "../kube/object.ts";
import type { ClusterFacts, Connection, ReachableFacts, Refusal } from "../planner/facts.ts";
import type { ClusterReader, Handshake } from "../ports.ts";
import type { Fact, Subject } from "./facts/fact.ts";
import { FACTS } from "./facts/registry.ts";
import { isEmbedded } from "./is-embedded.ts";
import { onceEach, type RefusedRequest, watched } from "./requests.ts";

/** How a cluster is read. */
interface Reading {
  readonly now: Date;
  /** Sees what shows itself on ways that the mesh file names; absent where nobody may be asked but the cluster. */
  readonly handshake?: Handshake;
  /** A Secret that may not be read is not known, instead of a missing right. */
  readonly readOnly?: boolean;
}

/**
 * What must be known of a cluster before anything is planned: every fact of the registry that is wanted of it.
 *
 * An unreachable cluster is a fact, not an exception, and so is a request that is refused: all of them are kept. Checks judge them.
 */
export async function gatherFacts(
  client: ClusterReader,
  of: Subject,
  reading: Reading,
): Promise<ClusterFacts> {
  try {
    // The version first: one connection is opened and judged before many are.
    const version = await client.getJson("/version");
    const { server, tlsServerName } = client;
    const { get, list } = onceEach(client);
    const reader = {
      server,
      get,
      list,
      ...(tlsServerName === undefined ? {} : { tlsServerName }),
    };
    const answers = await Promise.all(FACTS.map((fact) => answerTo(fact, of, reader, reading)));
    return { ...connectionOf(client, of, version), ...together(answers) };
  } catch (error) {
    if (!(error instanceof MeshplanError)) throw error;
    const { message, nextSteps } = error;
    return { reachable: false, cluster: of.cluster, why: { message, nextSteps } };
  }
}

interface Answer {
  readonly value: Partial<ReachableFacts>;
  readonly denied: readonly RefusedRequest[];
  readonly unread: NonNullable<ReachableFacts["unread"]>;
}

/** A fact of which something may not be read is absent: nothing follows from a part of it. */
async function answerTo(
  { name, optional, secret = name, ask }: Fact,
  of: Subject,
  client: Pick<ClusterReader, "server" | "tlsServerName" | "get" | "list">,
  { readOnly = false, ...reading }: Reading,
): Promise<Answer> {
  const question = ask(of);
  if (question === undefined) return { value: {}, denied: [], unread: [] };
  const { requests, refused } = watched(client);
  const value = await question
    .read({ ...client, ...requests, ...reading })
    .catch((error: unknown) => {
      if (!isForbidden(error)) throw error;
      return undefined;
    });
  const all = await refused();
  const isTolerated = ({ kind }: RefusedRequest): boolean => readOnly && kind === "Secret";
  return {
    value: value === undefined ? {} : { [name]: value },
    denied: optional === true ? [] : all.filter((one) => !isTolerated(one)),
    unread: all.some(isTolerated) ? [{ fact: name, what: secret }] : [],
  };
}

function together(
  answers: readonly Answer[],
): Partial<ReachableFacts> & Pick<ReachableFacts, "denied"> {
  const values = answers.reduce<Partial<ReachableFacts>>(
    (all, { value }) => ({ ...all, ...value }),
    {},
  );
  const unread = answers.flatMap((one) => one.unread);
  const denied = new Map(answers.flatMap((one) => one.denied).map((one) => [one.error, one]));
  return {
    ...values,
    ...(unread.length === 0 ? {} : { unread }),
    denied: [...denied.values()].map(refusal),
  };
}

function refusal({ error: { message }, object }: RefusedRequest): Refusal {
  return object === undefined ? { message } : { message, object };
}

/** What is known of a cluster from the connection to it and its version. */
function connectionOf(client: ClusterReader, { cluster }: Subject, version: Json): Connection {
  const told = isMap(version) ? version["gitVersion"] : undefined;
  const serverVersion = typeof told === "string" ? told : "unknown";
  const { server, unverified, tlsServerName, authority } = client;
  return {
    reachable: true,
    cluster,
    server,
    ...(unverified && { unverified }),
    own: {
      ...(tlsServerName === undefined ? {} : { tlsServerName }),
      ...(authority === undefined ? {} : { authority }),
      // Nothing is shown before the server has answered.
      shown: client.shown(),
    },
    serverVersion,
    embedded: isEmbedded(serverVersion),
  };
}

/** What `gatherFacts` asks of one cluster, whatever it finds there: what an account that plans has to be allowed. */
export function readsOf(of: Subject): readonly AccessRequest[] {
  // The version of the server is no resource.
  return FACTS.flatMap((fact) => fact.ask(of)?.reads ?? []);
}
