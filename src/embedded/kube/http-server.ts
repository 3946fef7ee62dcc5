import { createServer, type Server } from "node:https";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { ApiFailure } from "./api-failure.ts";
import type { EmbeddedCluster } from "./cluster.ts";
import { faultFailure, type Faults } from "./faults.ts";
import {
  type ApiAnswer,
  type ApiRequest,
  failureAnswer,
  jsonLine,
  type PieceAnswer,
  type WatchAnswer,
} from "./request.ts";
import { route } from "./router.ts";

/** One answered request, for tests that count writes. Never holds bodies or credentials. */
export interface RequestRecord {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  readonly dryRun: boolean;
  readonly userAgent: string;
  readonly status: number;
}

/** A request as it came in. */
export interface Incoming {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: () => Promise<Buffer>;
}

/** What goes out in one piece. */
export interface WholeAnswer {
  readonly kind: "whole";
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly text: string;
}

/** What a server answers, whatever it is sent by; `reset`: the connection breaks instead. */
export type Answered = WholeAnswer | WatchAnswer | "reset";

interface ApiServerOptions {
  readonly cluster: EmbeddedCluster;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly faults: Faults;
  readonly latencyMs: number;
}

const UNAUTHORIZED = new ApiFailure(401, "Unauthorized", "Unauthorized");
const MAX_BODY = 3 * 1024 * 1024;
const PROTOBUF = "application/vnd.kubernetes.protobuf";

/** The HTTPS front of one embedded cluster, on loopback only. */
export class ApiServer {
  readonly requests: RequestRecord[] = [];
  readonly #options: ApiServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#server = createServer(
      { cert: options.certificatePem, key: options.privateKeyPem, keepAliveTimeout: 60_000 },
      (incoming, outgoing) => {
        void this.#serve(incoming, outgoing);
      },
    );
    this.#server.on("secureConnection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => undefined);
    });
  }

  /** Listens on 127.0.0.1, at `port` where it is free, otherwise at any. Resolves to the port. */
  async listen(port: number): Promise<number> {
    const bound = (await this.#tryListen(port)) ?? (await this.#tryListen(0));
    if (bound === undefined) throw new Error("internal: no free port on 127.0.0.1");
    return bound;
  }

  #tryListen(port: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      const failed = (): void => {
        resolve(undefined);
      };
      this.#server.once("error", failed);
      this.#server.listen(port, "127.0.0.1", () => {
        this.#server.off("error", failed);
        const address = this.#server.address();
        resolve(typeof address === "object" && address !== null ? address.port : undefined);
      });
    });
  }

  /** Ends every connection, watches included. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = incoming;
    const answer = await this.answer({ method, url, headers, body: () => readBody(incoming) });
    if (answer === "reset") incoming.socket.destroy();
    else send(answer, outgoing);
  }

  /** Answers a request, and records it. HTTP is around this; who is in the same process can do without. */
  async answer(incoming: Incoming): Promise<Answered> {
    const url = new URL(incoming.url, "https://embedded");
    const record = (status: number): void => {
      this.requests.push({
        method: incoming.method,
        path: url.pathname,
        query: url.search.slice(1),
        dryRun: url.searchParams.getAll("dryRun").includes("All"),
        userAgent: incoming.headers["user-agent"] ?? "",
        status,
      });
    };
    try {
      const answer = await this.#answer(incoming, url, await incoming.body());
      if (answer === "reset") {
        record(0);
        return answer;
      }
      record(answer.kind === "watch" ? 200 : answer.status);
      return answer.kind === "watch" ? answer : wholeAnswer(answer);
    } catch (error) {
      const failure = asFailure(error);
      record(failure.code);
      return wholeAnswer(failureAnswer(failure));
    }
  }

  async #answer(incoming: Incoming, url: URL, body: Buffer): Promise<ApiAnswer | "reset"> {
    const { cluster, faults, latencyMs } = this.#options;
    const token = /^Bearer\s+(.+)$/i.exec(incoming.headers.authorization ?? "")?.[1];
    const caller = token === undefined ? undefined : cluster.tokens.callerOf(token);
    if (caller === undefined) throw UNAUTHORIZED;
    const contentType = (incoming.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
    const request: ApiRequest = {
      method: incoming.method,
      path: url.pathname,
      query: url.searchParams,
      contentType,
      accept: incoming.headers.accept ?? "application/json",
      userAgent: incoming.headers["user-agent"] ?? "",
      caller,
      body: await jsonText(body, contentType),
    };
    if (latencyMs > 0) await wait(cluster, latencyMs);
    let forbid = false;
    let resetAfter = false;
    const warnings: string[] = [];
    const rewrites: ((text: string) => string)[] = [];
    for (const effect of faults.take(request)) {
      if (effect.kind === "latency") await wait(cluster, effect.milliseconds);
      if (effect.kind === "hold") await effect.until;
      if (effect.kind === "status") throw faultFailure(effect);
      if (effect.kind === "reset") return "reset";
      if (effect.kind === "reset-after-write") resetAfter = true;
      if (effect.kind === "forbid") forbid = true;
      if (effect.kind === "warn") warnings.push(effect.text);
      if (effect.kind === "rewrite") rewrites.push((text) => effect.as(text, request));
    }
    const answer = warning(route(cluster, request, { faults, forbid }), warnings);
    return resetAfter ? "reset" : rewrites.reduce(rewritten, answer);
  }
}

function warning(answer: ApiAnswer, texts: readonly string[]): ApiAnswer {
  if (answer.kind !== "json" || texts.length === 0) return answer;
  return { ...answer, warnings: [...(answer.warnings ?? []), ...texts] };
}

/** Source: apimachinery, util/net/http.go, NewWarningHeader. */
function warningHeader(text: string): string {
  return `299 - "${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

function rewritten(answer: ApiAnswer, as: (text: string) => string): ApiAnswer {
  if (answer.kind === "watch")
    return { ...answer, open: (sending, end) => answer.open((line) => sending(as(line)), end) };
  const text = answer.kind === "json" ? JSON.stringify(answer.body) : answer.body;
  return { kind: "text", status: answer.status, body: as(text) };
}

function wait(cluster: EmbeddedCluster, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    cluster.clock.after(milliseconds, resolve);
  });
}

/** Any other thrown value is a bug of the embedded server; the client sees it as an internal error. */
function asFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ApiFailure(500, "InternalError", `embedded server: ${text}`);
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY)
      throw new ApiFailure(
        413,
        "RequestEntityTooLarge",
        "Request entity too large: limit is 3145728",
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The table of fields is read with the first body that needs it. */
async function jsonText(body: Buffer, contentType: string): Promise<string> {
  if (contentType !== PROTOBUF) return body.toString("utf8");
  const { jsonOfProtobuf } = await import("./protobuf.ts");
  return jsonOfProtobuf(body);
}

function send(answer: Exclude<Answered, "reset">, outgoing: ServerResponse): void {
  if (answer.kind === "watch") {
    outgoing.writeHead(200, {
      "content-type": "application/json",
      "cache-control": "no-cache, private",
    });
    outgoing.flushHeaders();
    const stop = answer.open(
      (line) => outgoing.write(line),
      () => outgoing.end(),
    );
    outgoing.on("close", stop);
    return;
  }
  outgoing.writeHead(answer.status, answer.headers);
  outgoing.end(answer.text);
}

function wholeAnswer(answer: PieceAnswer): WholeAnswer {
  const isJson = answer.kind === "json";
  const text = isJson ? jsonLine(answer.body) : answer.body;
  const contentType = isJson
    ? (answer.contentType ?? "application/json")
    : "text/plain; charset=utf-8";
  const warnings = isJson ? answer.warnings?.map(warningHeader) : undefined;
  return {
    kind: "whole",
    status: answer.status,
    headers: {
      ...(warnings === undefined ? {} : { warning: warnings }),
      "content-type": contentType,
      "content-length": String(Buffer.byteLength(text)),
      ...(isJson ? answer.headers : {}),
    },
    text,
  };
}
