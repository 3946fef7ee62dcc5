import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { ShownChain } from "../../certs/server-chain.ts";
import type { ClusterAccess, Identity } from "./cluster-access.ts";
import type { HttpRequest } from "./exchange.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** An earlier attempt of the same request ended without a clear answer: the server may have carried it out. */
  readonly uncertain?: true;
}

/** An answer whose body is still coming. */
export interface OpenAnswer {
  readonly response: Readable;
  /** Ends the connection; reading the response then throws. */
  readonly stop: () => void;
}

/** The way of single attempts to one API server. Whoever uses it limits, repeats and judges. */
export interface Wire {
  /** Throws ConnectionFailure when no answer came, and the signal's reason when it was aborted. */
  send(request: HttpRequest, identity: Identity): Promise<HttpAnswer>;
  /** Opens an answer that goes on; a refusal has an end, and comes whole. */
  stream(request: HttpRequest, identity: Identity): Promise<OpenAnswer | HttpAnswer>;
  /** What the server showed when a connection was first made; empty before. */
  readonly shown: ShownChain;
  close(): void;
}

/** A way other than sockets to a server of this process; undefined where only sockets lead to the server. */
export type WireFor = (access: ClusterAccess) => Wire | undefined;
