import { type IncomingMessage, request as httpRequest } from "node:http";
import { Agent, type AgentOptions, request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { connect as startTls } from "node:tls";
import { ConnectionFailure, connectionFailure } from "./connection-failure.ts";
import { loginIn, type Proxy } from "./proxy.ts";

/**
 * Opens its connections through a proxy (CONNECT): what the API server is sent stays between it and us, for TLS begins behind
 * the proxy. Source: RFC 9110, 9.3.6.
 */
export class TunnelAgent extends Agent {
  readonly #proxy: Proxy;
  readonly #milliseconds: number;

  /** `milliseconds`: until the proxy has connected. */
  constructor(options: AgentOptions, proxy: Proxy, milliseconds: number) {
    super(options);
    this.#proxy = proxy;
    this.#milliseconds = milliseconds;
  }

  /** Called by Node for each connection. Its types do not know it. */
  createConnection(
    options: AgentOptions & { readonly host?: string; readonly port?: number },
    done: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const { host = "", port = 443 } = options;
    const target = `${host.includes(":") ? `[${host}]` : host}:${String(port)}`;
    tunnelTo(target, this.#proxy, this.#milliseconds).then(
      (socket) => {
        done(null, startTls({ ...options, socket }));
      },
      (error: unknown) => {
        // The type wants a socket even where there is none.
        done(error as Error, undefined as unknown as Duplex);
      },
    );
  }
}

async function tunnelTo(target: string, proxy: Proxy, milliseconds: number): Promise<Duplex> {
  const login = loginIn(proxy.url);
  const start = proxy.url.protocol === "https:" ? httpsRequest : httpRequest;
  return await new Promise((resolve, reject) => {
    const asking = start({
      host: proxy.url.hostname.replace(/^\[|\]$/g, ""),
      port: proxy.url.port === "" ? undefined : Number(proxy.url.port),
      method: "CONNECT",
      path: target,
      agent: false,
      headers: { Host: target, ...(login === undefined ? {} : { "Proxy-Authorization": login }) },
      signal: AbortSignal.timeout(milliseconds),
    });
    asking.on("connect", ({ statusCode = 0 }: IncomingMessage, socket: Duplex) => {
      if (statusCode >= 200 && statusCode < 300) resolve(socket);
      else {
        socket.destroy();
        reject(new ConnectionFailure("unreachable", `the proxy answers ${String(statusCode)}`));
      }
    });
    asking.on("response", (response) => {
      response.destroy();
      reject(new ConnectionFailure("unreachable", "the proxy does not connect"));
    });
    asking.on("error", (error) => {
      reject(proxyFailure(error, proxy));
    });
    // Node closes some connections without an error.
    asking.on("close", () => {
      reject(new ConnectionFailure("unreachable", "ECONNRESET"));
    });
    asking.end();
  });
}

/** What failed is the proxy: an error that says it of the API server would send people to the wrong machine. */
function proxyFailure(error: Error, { url }: Proxy): ConnectionFailure {
  if (error.name === "AbortError") return new ConnectionFailure("unreachable", "ETIMEDOUT", error);
  const failure = connectionFailure(error);
  const { kind, reason } = failure;
  if (kind === "not-tls") {
    const spoken = url.protocol === "https:" ? "HTTPS" : "HTTP";
    const text = `the proxy does not speak ${spoken} (${reason})`;
    return new ConnectionFailure("unreachable", text, error);
  }
  if (kind === "untrusted" || kind === "certificate-refused") {
    const text = `the certificate of the proxy is not trusted (${reason})`;
    return new ConnectionFailure("unreachable", text, error);
  }
  return failure;
}
