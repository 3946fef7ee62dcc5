import type { OutgoingHttpHeaders } from "node:http";
import { Agent, type AgentOptions, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import type { ShownChain } from "../../certs/server-chain.ts";
import type { ClusterAccess, Identity } from "./cluster-access.ts";
import { ConnectionFailure } from "./connection-failure.ts";
import { bodyOf, type BodyBounds } from "./answer-body.ts";
import { Exchange, type HttpRequest } from "./exchange.ts";
import { shownBy } from "./handshake.ts";
import { headerBytes } from "./header-text.ts";
import type { Allowance } from "./allowance.ts";
import type { Limiter } from "./limiter.ts";
import { TunnelAgent } from "./tunnel.ts";
import { LIMITS } from "../../util/limits.ts";
import type { HttpAnswer, OpenAnswer, Wire } from "./wire.ts";

export interface ConnectionTimes {
  /** Milliseconds until TCP and TLS stand. */
  readonly connect: number;
  /** Milliseconds until the whole answer is there. The API server itself gives up after 34 s (writes) or 60 s (reads). */
  readonly answer: number;
}

const DEFAULT_TIMES: ConnectionTimes = {
  connect: LIMITS.connecting.most,
  answer: LIMITS.answering.most,
};
/** As many as the limiter lets through, so that no request waits for a socket. */
const SOCKETS = LIMITS.requestsHere.most;
/** Shorter than the idle limit of the usual load balancers (60 s). */
const IDLE = 50_000;

interface Pool {
  readonly identity: Identity;
  readonly requests: Agent;
  /** Watches stay open for minutes, so they must not take the sockets of requests. */
  readonly watches: Agent;
}

/** What is spent on answers, and by whom. */
interface Spending {
  /** The places of large answers, which all clusters share. */
  readonly large: Limiter;
  /** What all answers of this server may be, whichever connection they come by. */
  readonly answers: Allowance;
}

/** The sockets to one API server, kept alive between requests. Sends single attempts: repeating is the caller's. */
export class Connection implements Wire {
  readonly #access: ClusterAccess;
  readonly #times: ConnectionTimes;
  readonly #spending: Spending;
  readonly #origin: URL;
  #pool: Pool | undefined;
  #shown: ShownChain = [];

  constructor(access: ClusterAccess, spending: Spending, times: Partial<ConnectionTimes> = {}) {
    this.#access = access;
    this.#spending = spending;
    this.#times = { ...DEFAULT_TIMES, ...times };
    this.#origin = new URL(access.server);
  }

  /**
   * Sends one request and reads the whole answer, whatever its status. Throws ConnectionFailure when no answer came,
   * and the signal's reason when it was aborted.
   *
   * A socket that the server closed while it was idle shows only when the next request is written to it. Such a request
   * was most likely never read, so it goes out again at once; there are at most as many stale sockets as sockets.
   */
  async send(request: HttpRequest, identity: Identity): Promise<HttpAnswer> {
    for (let stale = 0; ; stale += 1) {
      const exchange = this.#exchange(request, identity, "requests");
      const deadline = new Deadline(exchange, this.#times.answer);
      try {
        const response = await exchange.response;
        const body = await exchange.failing(bodyOf(response, this.#bounds(request, deadline)));
        const answer = { status: response.statusCode ?? 0, headers: response.headers, body };
        return stale === 0 ? answer : { ...answer, uncertain: true };
      } catch (error) {
        const wasStale =
          error instanceof ConnectionFailure && error.kind === "reset" && exchange.reused();
        if (!wasStale || stale > SOCKETS) throw error;
      } finally {
        deadline.stop();
        exchange.forget();
      }
    }
  }

  /**
   * Opens an answer that goes on: the caller reads it, and `stop`s it. A refusal has an end, and comes whole, in the same
   * time as any other answer.
   */
  async stream(request: HttpRequest, identity: Identity): Promise<OpenAnswer | HttpAnswer> {
    const exchange = this.#exchange(request, identity, "watches");
    const deadline = new Deadline(exchange, this.#times.answer);
    const stop = (): void => {
      exchange.forget();
      exchange.stop(new ConnectionFailure("reset", "ECONNABORTED"));
    };
    try {
      const response = await exchange.response;
      const status = response.statusCode ?? 0;
      if (status < 300) return { response, stop };
      const body = await exchange.failing(bodyOf(response, this.#bounds(request, deadline)));
      stop();
      return { status, headers: response.headers, body };
    } catch (error) {
      stop();
      throw error;
    } finally {
      deadline.stop();
    }
  }

  /** What the server showed when a connection was first made; empty before. */
  get shown(): ShownChain {
    return this.#shown;
  }

  /** Ends all connections. */
  close(): void {
    this.#pool?.requests.destroy();
    this.#pool?.watches.destroy();
  }

  #bounds({ signal }: HttpRequest, deadline: Deadline): BodyBounds {
    return {
      most: LIMITS.answer.most,
      small: LIMITS.smallAnswer.most,
      large: this.#spending.large,
      allowance: this.#spending.answers,
      waiting: deadline,
      ...(signal === undefined ? {} : { signal }),
    };
  }

  #exchange(request: HttpRequest, identity: Identity, kind: "requests" | "watches"): Exchange {
    request.signal?.throwIfAborted();
    const { hostname, port, pathname } = this.#origin;
    const outgoing = httpsRequest({
      host: bare(hostname),
      port: port === "" ? 443 : Number(port),
      path: (pathname === "/" ? "" : pathname) + request.path,
      method: request.method,
      headers: { ...request.headers, ...copied(identity.headers) },
      agent: this.#poolOf(identity)[kind],
    });
    outgoing.once("socket", (socket) => {
      if (this.#shown.length > 0 || !(socket instanceof TLSSocket)) return;
      socket.once("secureConnect", () => {
        this.#shown = shownBy(socket, this.#access.authority);
      });
    });
    return new Exchange(outgoing, request, this.#times.connect);
  }

  /** New credentials may mean a new client certificate, which holds for a connection: then a new pool begins. */
  #poolOf(identity: Identity): Pool {
    const old = this.#pool?.identity;
    if (
      this.#pool !== undefined &&
      old?.certificate === identity.certificate &&
      old?.key === identity.key
    )
      return this.#pool;
    const host = bare(this.#origin.hostname);
    const options: AgentOptions = {
      secureContext: createSecureContext({
        ca: this.#access.authority,
        cert: identity.certificate,
        key: identity.key,
      }),
      // An address has no name to send; without this Node would send the empty host of the URL.
      servername: this.#access.tlsServerName ?? (isIP(host) === 0 ? host : ""),
      rejectUnauthorized: !this.#access.skipVerify,
    };
    const kept: AgentOptions = {
      ...options,
      keepAlive: true,
      scheduling: "lifo",
      maxSockets: SOCKETS,
      maxFreeSockets: SOCKETS,
      timeout: IDLE,
    };
    this.#pool = {
      identity,
      requests: this.#agent(kept),
      watches: this.#agent({ ...options, keepAlive: false }),
    };
    return this.#pool;
  }

  #agent(options: AgentOptions): Agent {
    const { proxy } = this.#access;
    return proxy === undefined
      ? new Agent(options)
      : new TunnelAgent(options, proxy, this.#times.connect);
  }
}

/** Stops an exchange after a time, in which it does not wait for us. */
class Deadline {
  readonly #exchange: Exchange;
  readonly #milliseconds: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(exchange: Exchange, milliseconds: number) {
    this.#exchange = exchange;
    this.#milliseconds = milliseconds;
    this.ends();
  }

  begins(): void {
    clearTimeout(this.#timer);
  }

  ends(): void {
    this.#timer = setTimeout(() => {
      this.#exchange.stop(new ConnectionFailure("timeout", "ETIMEDOUT"));
    }, this.#milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** An IPv6 address without the brackets of a URL. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function copied(headers: Identity["headers"]): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === "string" ? headerBytes(value) : value.map(headerBytes),
    ]),
  );
}
