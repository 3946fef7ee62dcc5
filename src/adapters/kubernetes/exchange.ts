import type { ClientRequest, IncomingMessage } from "node:http";
import { abortReason, onAbort } from "../host/abort.ts";
import { ConnectionFailure, connectionFailure } from "./connection-failure.ts";

export interface HttpRequest {
  /** POST only for reviews: whatever is sent is safe to repeat. */
  readonly method: "GET" | "PATCH" | "POST";
  /** With its query. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** One request on its way: its answer, and every reason for which it may end early. */
export class Exchange {
  /** Resolves with the headers. Rejects with a ConnectionFailure or the signal's reason. */
  readonly response: Promise<IncomingMessage>;
  readonly #outgoing: ClientRequest;
  readonly #forget: () => void;
  /** Never resolves. Rejects when we end the exchange: Node does not always tell of a request that it destroys. */
  readonly #ended: Promise<never>;
  readonly #end: (reason: Error) => void;
  /** Why we ended it ourselves; Node then reports only "socket hang up". */
  #stopped: Error | undefined;

  constructor(outgoing: ClientRequest, request: HttpRequest, connectMilliseconds: number) {
    this.#outgoing = outgoing;
    let end: (reason: Error) => void = () => undefined;
    this.#ended = new Promise<never>((_, reject) => {
      end = reject;
    });
    this.#end = end;
    // Who stops an exchange to which nobody listens any more is not at fault.
    this.#ended.catch(() => undefined);
    this.#forget = onAbort(request.signal, () => {
      this.stop(abortReason(request.signal));
    });
    const connecting = setTimeout(() => {
      this.stop(new ConnectionFailure("unreachable", "ETIMEDOUT"));
    }, connectMilliseconds);
    outgoing.once("socket", (socket) => {
      if (outgoing.reusedSocket) clearTimeout(connecting);
      else
        socket.once("secureConnect", () => {
          clearTimeout(connecting);
        });
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      const fail = (error: Error): void => {
        clearTimeout(connecting);
        reject(this.#reason(error));
      };
      const close = (): void => {
        fail(new ConnectionFailure("reset", "ECONNRESET"));
      };
      outgoing.once("response", (incoming) => {
        // Every request closes. An error that nobody gets is made of the whole stack all the same.
        outgoing.off("close", close);
        resolve(incoming);
      });
      outgoing.on("error", fail);
      // Nobody asks for another protocol. Without somebody who listens Node closes the connection, and tells nobody.
      outgoing.once("upgrade", (_, socket) => {
        socket.destroy();
        fail(new ConnectionFailure("garbled", "101 Switching Protocols"));
      });
      outgoing.once("close", close);
    });
    this.response = Promise.race([answered, this.#ended]);
    outgoing.end(request.body);
  }

  /** Ends the exchange now; whoever waits for it gets the first `reason`, whatever becomes of the connection. */
  stop(reason: Error): void {
    this.#stopped ??= reason;
    this.#end(this.#stopped);
    this.#outgoing.destroy(this.#stopped);
  }

  /** The signal no longer concerns this exchange. */
  forget(): void {
    this.#forget();
  }

  /** The socket had served another request before. */
  reused(): boolean {
    return this.#outgoing.reusedSocket;
  }

  /** Turns errors of reading the body into the same reasons as those of the request. */
  async failing<T>(reading: Promise<T>): Promise<T> {
    try {
      return await Promise.race([reading, this.#ended]);
    } catch (error) {
      throw this.#reason(error);
    }
  }

  #reason(error: unknown): Error {
    if (this.#stopped !== undefined) return this.#stopped;
    return connectionFailure(error instanceof Error ? error : new Error("unknown"));
  }
}
