import type { ApiServerSettings, ClusterName } from "../mesh/model.ts";
import { isSameWay, tlsNameOf, type Way, wayKey, wayTo } from "../planner/access.ts";
import type { ReachableFacts } from "../planner/facts.ts";
import type { ClusterReader, Handshake } from "../ports.ts";
import { readRootCa } from "./root-ca.ts";

/** Who is to reach an API server, and what the file says of how. */
export interface WantedWays {
  readonly readers: readonly ClusterName[];
  readonly apiServer: ApiServerSettings;
}

/** What meshplan's own connection was made with. Read once the server has answered: nothing is shown before. */
export function ownConnection(reader: ClusterReader): Pick<ReachableFacts, "own"> {
  const { tlsServerName, authority } = reader;
  return {
    own: {
      ...(tlsServerName === undefined ? {} : { tlsServerName }),
      ...(authority === undefined ? {} : { authority }),
      shown: reader.shown(),
    },
  };
}

/** What is known of the ways by which other clusters are to reach this one; nothing where none is. */
export async function readWays(
  client: ClusterReader,
  asked: { readonly ways?: WantedWays; readonly handshake?: Handshake },
): Promise<Pick<ReachableFacts, "rootCa" | "shown">> {
  const { ways, handshake } = asked;
  if (ways === undefined) return {};
  const [rootCa, shown] = await Promise.all([
    readRootCa(client),
    handshake === undefined ? {} : tryWays(client, ways, handshake),
  ]);
  return { ...rootCa, ...shown };
}

/**
 * Looks at each way that is not meshplan's own. A way through a proxy is istiod's alone: the proxy of the file is where istiod's pods
 * find it, and a connection without it would show something else.
 */
async function tryWays(
  { server, tlsServerName }: ClusterReader,
  ways: WantedWays,
  handshake: Handshake,
): Promise<Pick<ReachableFacts, "shown">> {
  if (ways.apiServer.proxyUrl !== undefined) return {};
  const own: Way = { server, ...(tlsServerName === undefined ? {} : { tlsServerName }) };
  const others = new Map<string, Way>();
  for (const reader of ways.readers) {
    const way = wayTo(ways.apiServer, reader, own);
    if (!isSameWay(way, own)) others.set(wayKey(way), way);
  }
  if (others.size === 0) return {};
  const shown = await Promise.all(
    [...others].map(
      async ([key, way]) =>
        [key, await handshake({ server: way.server, tlsServerName: tlsNameOf(way) })] as const,
    ),
  );
  return { shown: new Map(shown) };
}
