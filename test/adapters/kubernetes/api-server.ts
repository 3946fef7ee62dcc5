import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterEach } from "vitest";
import {
  type KubernetesOptions,
  kubernetesClusters,
} from "../../../src/adapters/kubernetes/kubernetes.ts";
import type { ClusterClient, Clusters } from "../../../src/ports.ts";
import { SecretRegistry } from "../../../src/util/secret-registry.ts";
import { AUTHORITY, SERVER_CERTIFICATE, SERVER_KEY } from "./certificates.ts";

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Common name of the client certificate. */
  readonly client: string | undefined;
}

/** Answers one request; the test writes it. `socket` is for being rude. */
export type Answer = (asked: Asked, response: ServerResponse) => void | Promise<void>;

export interface TestServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** How many TCP connections were opened so far. */
  readonly connections: () => number;
}

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** An HTTPS server that says what the test wants; gone after the test. */
export async function apiServer(answer: Answer): Promise<TestServer> {
  const asked: Asked[] = [];
  let connections = 0;
  const server = createServer(
    {
      cert: SERVER_CERTIFICATE,
      key: SERVER_KEY,
      ca: AUTHORITY,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
        const one: Asked = {
          method: request.method ?? "",
          url: request.url ?? "",
          headers: request.headers,
          body: Buffer.concat(chunks).toString("utf8"),
          client: clientOf(request.socket),
        };
        asked.push(one);
        await answer(one, response);
      })();
    },
  );
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
  });
  const { port } = server.address() as AddressInfo;
  return { url: `https://127.0.0.1:${String(port)}`, asked, connections: () => connections };
}

function clientOf(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  // A resumed session is authorized without any certificate.
  const certificate = socket.getPeerCertificate();
  return Object.hasOwn(certificate, "subject") ? certificate.subject.CN : undefined;
}

export interface JsonAnswer {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string | string[] };
  readonly gzip?: boolean;
}

export function json(response: ServerResponse, value: unknown, options: JsonAnswer = {}): void {
  const text = JSON.stringify(value);
  response.writeHead(options.status ?? 200, {
    "Content-Type": "application/json",
    ...(options.gzip === true ? { "Content-Encoding": "gzip" } : {}),
    ...options.headers,
  });
  response.end(options.gzip === true ? gzipSync(text) : text);
}

/** A refusal as API servers write it. */
export function status(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  options: JsonAnswer & { readonly causes?: readonly object[] } = {},
): void {
  const { causes = [], ...rest } = options;
  const body = { kind: "Status", status: "Failure", code, reason, message, details: { causes } };
  json(response, body, { ...rest, status: code });
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "meshplan-test-"));
  // What failed early may leave others that still write into the cache.
  cleanups.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }));
  return folder;
}

export interface KubeconfigParts {
  readonly server: string;
  readonly cluster?: object;
  readonly user?: object;
  /** Of the environment. */
  readonly variables?: { readonly [name: string]: string };
}

/** Writes a kubeconfig with one context, `c1`, and returns its path. JSON is YAML. */
export async function kubeconfig(parts: KubeconfigParts): Promise<string> {
  const path = join(await temporaryFolder(), "config");
  const authority = { "certificate-authority-data": base64(AUTHORITY) };
  await writeFile(
    path,
    JSON.stringify({
      clusters: [
        { name: "one", cluster: { server: parts.server, ...(parts.cluster ?? authority) } },
      ],
      users: [{ name: "jane", user: parts.user ?? { token: "s3cret-token-of-jane" } }],
      contexts: [{ name: "c1", context: { cluster: "one", user: "jane" } }],
    }),
  );
  return path;
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** No pause takes time; how long each would have been is written down. */
export function instantClock(): {
  now(): number;
  sleep(ms: number): Promise<void>;
  slept: number[];
} {
  const slept: number[] = [];
  return {
    slept,
    now: () => 0,
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      return new Promise((resolve) => {
        setImmediate(resolve);
      });
    },
  };
}

/** The transport, connected to that server as the user of the kubeconfig. */
export async function connect(
  parts: KubeconfigParts,
  options: Partial<KubernetesOptions> = {},
): Promise<ClusterClient> {
  const env = { KUBECONFIG: await kubeconfig(parts), ...parts.variables };
  const clusters = transport({ env, ...options });
  return clusters.connect({ cluster: "cluster1", context: "c1" });
}

export function transport(options: Partial<KubernetesOptions> = {}): Clusters {
  const clusters = kubernetesClusters({
    version: "1.2.3",
    env: {},
    home: "/nowhere",
    secrets: new SecretRegistry(),
    clock: instantClock(),
    ...options,
  });
  cleanups.push(() => {
    clusters.close();
  });
  return clusters;
}
