import { X509Certificate } from "node:crypto";
import { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { abortReason, onAbort } from "../../src/adapters/host/abort.ts";
import type { Identity } from "../../src/adapters/kubernetes/cluster-access.ts";
import { ConnectionFailure } from "../../src/adapters/kubernetes/connection-failure.ts";
import type { HttpRequest } from "../../src/adapters/kubernetes/exchange.ts";
import type { OpenAnswer, Wire, WireFor } from "../../src/adapters/kubernetes/wire.ts";
import type { SandboxCluster } from "../../src/embedded/istio/sandbox.ts";
import type { WholeAnswer } from "../../src/embedded/kube/http-server.ts";
import type { WatchAnswer } from "../../src/embedded/kube/request.ts";

/**
 * Leads requests to embedded servers without sockets, TLS and HTTP, which took more than a third of the time of such tests and
 * have tests of their own. Whatever asks for more than a token on a plain connection still goes over sockets.
 */
export function inProcess(clusters: readonly SandboxCluster[]): WireFor {
  return ({ server, authority, tlsServerName, skipVerify, proxy }) => {
    const cluster = clusters.find(
      (one) => one.server === server && one.certificateAuthority === authority,
    );
    if (cluster === undefined || tlsServerName !== undefined || skipVerify || proxy !== undefined)
      return undefined;
    return wireTo(cluster);
  };
}

function wireTo(cluster: SandboxCluster): Wire {
  let shown: readonly string[] = [];
  const ask = async (
    request: HttpRequest,
    identity: Identity,
  ): Promise<WholeAnswer | WatchAnswer> => {
    const { method, path: url, signal } = request;
    // As with a socket: timers have their turn between requests.
    await turn();
    signal?.throwIfAborted();
    if (shown.length === 0) shown = [new X509Certificate(cluster.shown).toString()];
    const answer = await untilAborted(
      cluster.answer({
        method,
        url,
        headers: lowerCase({ ...request.headers, ...identity.headers }),
        body: () => Promise.resolve(Buffer.from(request.body ?? "")),
      }),
      signal,
    );
    if (answer === "reset") throw new ConnectionFailure("reset", "ECONNRESET");
    return answer;
  };
  return {
    send: async (request, identity) => {
      const answer = await ask(request, identity);
      if (answer.kind === "whole") return received(answer);
      throw new Error("internal: a watch in answer to a request that has an end");
    },
    stream: async (request, identity) => {
      const answer = await ask(request, identity);
      return answer.kind === "whole" ? received(answer) : opened(answer);
    },
    get shown() {
      return shown;
    },
    close: () => undefined,
  };
}

function received({ status, headers, text }: WholeAnswer): Awaited<ReturnType<Wire["send"]>> {
  return { status, headers: lowerCase(headers), body: Buffer.from(text) };
}

function opened(answer: WatchAnswer): OpenAnswer {
  const response = new Readable({ read: () => undefined });
  const stop = answer.open(
    (line) => response.push(Buffer.from(line)),
    () => response.push(null),
  );
  response.once("close", stop);
  // Who stops a watch that nobody reads any more is not at fault.
  response.on("error", () => undefined);
  return {
    response,
    stop: () => {
      response.destroy(new ConnectionFailure("reset", "ECONNABORTED"));
    },
  };
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  let forget: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    forget = onAbort(signal, () => {
      reject(abortReason(signal));
    });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    forget();
  }
}

/** Names and values as Node gives them to whoever receives them. */
function lowerCase(
  headers: Readonly<Record<string, string | readonly string[]>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === "string" ? value : value.join(", "),
    ]),
  );
}
