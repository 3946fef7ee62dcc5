import type { ShownChain } from "../../certs/server-chain.ts";
import { isSameWay, tlsNameOf, type Way, wayKey, wayTo } from "../../planner/access.ts";
import { fact } from "./fact.ts";
import { readersFor } from "./shared/readers.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /**
     * What servers show on the other ways that the file names, by `wayKey` (access.ts). One that nobody tried is not there; one that
     * cannot be reached from here may well be reached by istiod.
     */
    readonly shown?: ReadonlyMap<string, ShownChain | { readonly untried: string }>;
  }
}

/**
 * Looks at each way that is not meshplan's own. A way through a proxy is istiod's alone: the proxy of the file is where istiod's pods
 * find it, and a connection without it would show something else.
 */
export const shown = fact({
  name: "shown",
  wants: (of) => {
    const apiServer = of.file?.cluster.apiServer;
    const readers = readersFor(of);
    if (apiServer === undefined || apiServer.proxyUrl !== undefined || readers.length === 0)
      return undefined;
    return { apiServer, readers };
  },
  reads: () => [],
  read: async ({ server, tlsServerName, handshake }, { apiServer, readers }) => {
    if (handshake === undefined) return undefined;
    const own: Way = { server, ...(tlsServerName === undefined ? {} : { tlsServerName }) };
    const others = new Map<string, Way>();
    for (const reader of readers) {
      const way = wayTo(apiServer, reader, own);
      if (!isSameWay(way, own)) others.set(wayKey(way), way);
    }
    if (others.size === 0) return undefined;
    const looks = [...others].map(
      async ([key, way]) =>
        [key, await handshake({ server: way.server, tlsServerName: tlsNameOf(way) })] as const,
    );
    return new Map(await Promise.all(looks));
  },
});
