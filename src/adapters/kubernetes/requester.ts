import type { ShownChain } from "../../certs/server-chain.ts";
import type { Clock } from "../../ports.ts";
import type { ObjectRef } from "../../kube/object.ts";
import type { SecretRegistry } from "../../util/secret-registry.ts";
import { withoutUrlUsers } from "../../util/without-url-users.ts";
import type { Allowance } from "./allowance.ts";
import type { ClusterAccess, Identity } from "./cluster-access.ts";
import { Connection, type ConnectionTimes } from "./connection.ts";
import { ConnectionFailure } from "./connection-failure.ts";
import type { HttpRequest } from "./exchange.ts";
import { Limiter } from "./limiter.ts";
import { type Asked, refused, unanswered } from "./refusals.ts";
import { pauseBeforeRetry } from "./retry-policy.ts";
import { proxyText } from "./proxy.ts";
import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { keepIdentity } from "./secret-texts.ts";
import type { HttpAnswer, OpenAnswer, Wire, WireFor } from "./wire.ts";

interface RequesterOptions {
  readonly cluster: string;
  readonly context: string;
  readonly access: ClusterAccess;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly secrets: SecretRegistry;
  /** Shared by all clusters. */
  readonly everywhere: Limiter;
  /** As above: of answers that are large. */
  readonly large: Limiter;
  readonly perCluster: number;
  readonly times?: Partial<ConnectionTimes>;
  readonly wireFor?: WireFor;
  readonly random?: () => number;
  /** Hears of every attempt, once it has ended; of a watch, once it is open. */
  readonly onSent?: ((sent: SentRequest) => void) | undefined;
  /** What is known of the cluster in this run, whichever connection found it out. */
  readonly acquaintance: Acquaintance;
}

/** One attempt of a request, for whoever watches them. Nothing of a body or a header is in it. */
export interface SentRequest {
  readonly cluster: string;
  readonly method: string;
  /** With its query. */
  readonly url: string;
  /** The status, or why there was none. */
  readonly ended: string;
  readonly milliseconds: number;
}

/** One for a cluster and a run: a run connects anew for each of its parts. */
export interface Acquaintance {
  /** The cluster has answered once, so an outage is a restart rather than a wrong address. */
  reached: boolean;
  /** What all its answers may be, and what may be kept of its lists. */
  readonly answers: Allowance;
  readonly kept: Allowance;
}

export interface Sending extends Omit<HttpRequest, "headers"> {
  readonly accept?: string;
  readonly headers?: { readonly [name: string]: string };
  /** For the error: what the request is about. */
  readonly object?: ObjectRef;
}

/**
 * Sends requests to one cluster: in the limits, with credentials, again where that may help.
 * Answers below 300, and those in `expected`, are returned; everything else is thrown as ApiError.
 */
export class Requester {
  readonly #options: RequesterOptions;
  readonly #wire: Wire;
  readonly #here: Limiter;
  #ahead: number | undefined;

  constructor(options: RequesterOptions) {
    this.#options = options;
    this.#wire =
      options.wireFor?.(options.access) ??
      new Connection(
        options.access,
        { large: options.large, answers: options.acquaintance.answers },
        options.times,
      );
    this.#here = new Limiter(options.perCluster);
  }

  async send(sending: Sending, expected: readonly number[] = []): Promise<HttpAnswer> {
    let renewed = false;
    let uncertain = false;
    for (let attempt = 1; ; attempt += 1) {
      const identity = await this.#identity(sending.signal);
      const single = await this.#attempt(sending, identity);
      const outcome = uncertain ? afterUncertain(single) : single;
      uncertain = isUncertain(outcome);
      if (!(outcome instanceof ConnectionFailure)) {
        this.#options.acquaintance.reached = true;
        const told = Date.parse(outcome.headers.date ?? "");
        if (!Number.isNaN(told)) this.#ahead = told - this.#options.clock.now();
        if (outcome.status < 300 || expected.includes(outcome.status)) return outcome;
        if (
          outcome.status === 401 &&
          !renewed &&
          this.#options.access.credentials.renew(identity)
        ) {
          renewed = true;
          continue;
        }
      }
      const pause = pauseBeforeRetry(outcome, {
        attempt,
        reached: this.#options.acquaintance.reached,
        proxied: sending.path.includes("/proxy/"),
        random: (this.#options.random ?? Math.random)(),
      });
      if (pause === undefined) throw this.#error(outcome, sending);
      await this.#options.clock.sleep(pause, sending.signal);
      sending.signal?.throwIfAborted();
    }
  }

  /** Opens an endless answer, outside the limits. Not repeated here, but for credentials: the watch does its own. */
  async stream(sending: Sending): Promise<OpenAnswer> {
    for (let renewed = false; ; renewed = true) {
      const identity = await this.#identity(sending.signal);
      const answer = await this.#open(sending, identity);
      if ("response" in answer) return answer;
      if (answer.status === 401 && !renewed && this.#options.access.credentials.renew(identity))
        continue;
      throw this.#error(answer, sending);
    }
  }

  /** What an error about this request says. */
  asked(sending: Sending): Asked {
    const { cluster, context, access, secrets } = this.#options;
    const path = sending.path.split("?")[0] ?? "";
    return {
      cluster,
      context,
      server: access.server,
      kubectl: kubectlFlags(access),
      ...(access.proxy === undefined ? {} : { through: proxyText(access.proxy) }),
      request: `${sending.method} ${path}`,
      ...(sending.object === undefined ? {} : { object: sending.object }),
      redact: (text) => withoutUrlUsers(secrets.redact(text)),
    };
  }

  /** What the server showed when a connection was first made. */
  shown(): ShownChain {
    return this.#wire.shown;
  }

  /** How far the server's clock is ahead, in milliseconds, by its last answer; undefined before one. */
  get ahead(): number | undefined {
    return this.#ahead;
  }

  /** What may be kept of the lists of this server. */
  get kept(): Allowance {
    return this.#options.acquaintance.kept;
  }

  close(): void {
    this.#wire.close();
  }

  /** Whatever the kind of credentials, what they are is known as a secret before it is sent: a proxy may echo it. */
  async #identity(signal: AbortSignal | undefined): Promise<Identity> {
    const identity = await this.#options.access.credentials.current(signal);
    keepIdentity(identity, this.#options.secrets);
    return identity;
  }

  async #attempt(sending: Sending, identity: Identity): Promise<HttpAnswer | ConnectionFailure> {
    const once = (): Promise<HttpAnswer> =>
      this.#noted(sending, this.#wire.send(this.#httpRequest(sending), identity));
    try {
      return await this.#here.run(
        () => this.#options.everywhere.run(once, sending.signal),
        sending.signal,
      );
    } catch (error) {
      if (error instanceof ConnectionFailure) return error;
      throw error;
    }
  }

  async #open(sending: Sending, identity: Identity): Promise<OpenAnswer | HttpAnswer> {
    try {
      return await this.#noted(sending, this.#wire.stream(this.#httpRequest(sending), identity));
    } catch (error) {
      if (error instanceof ConnectionFailure) throw this.#error(error, sending);
      throw error;
    }
  }

  async #noted<Answer extends HttpAnswer | OpenAnswer>(
    { method, path }: Sending,
    answering: Promise<Answer>,
  ): Promise<Answer> {
    const { onSent, cluster, clock, access } = this.#options;
    if (onSent === undefined) return await answering;
    const begun = clock.now();
    const note = (ended: string): void => {
      onSent({
        cluster,
        method,
        url: access.server + path,
        ended,
        milliseconds: clock.now() - begun,
      });
    };
    try {
      const answer = await answering;
      note("status" in answer ? String(answer.status) : "open");
      return answer;
    } catch (error) {
      note(error instanceof ConnectionFailure ? error.reason : "given up");
      throw error;
    }
  }

  #httpRequest(sending: Sending): HttpRequest {
    const { method, path, body, signal } = sending;
    const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
    return {
      method,
      path,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
      headers: {
        Accept: sending.accept ?? "application/json",
        "User-Agent": this.#options.userAgent,
        ...length,
        ...sending.headers,
      },
    };
  }

  #error(outcome: HttpAnswer | ConnectionFailure, sending: Sending): Error {
    const asked = this.asked(sending);
    return outcome instanceof ConnectionFailure
      ? unanswered(outcome, asked)
      : refused(outcome, asked);
  }
}

/**
 * Whether a request may have been carried out although its answer does not say so. A proxy or load balancer answers 5xx for
 * a server that went on working, and an API server for an etcd that did.
 */
function isUncertain(outcome: HttpAnswer | ConnectionFailure): boolean {
  if (outcome instanceof ConnectionFailure) return true;
  return outcome.uncertain === true || outcome.status >= 500;
}

function afterUncertain(outcome: HttpAnswer | ConnectionFailure): HttpAnswer | ConnectionFailure {
  return outcome instanceof ConnectionFailure ? outcome : { ...outcome, uncertain: true };
}
