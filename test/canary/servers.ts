import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, request as forward } from "node:https";
import { type AddressInfo, createServer as createFront, type Socket } from "node:net";
import { createAuthority, issueServerCertificate, type ServerNames } from "../../src/certs/x509.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import type { Fault, Struck } from "./faults.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

type Cluster = Sandbox["clusters"][number];

const CLUSTERS = createAuthority("clusters of a canary");
const NOBODY = createAuthority("nobody");
/** What kubeconfigs trust. */
export const AUTHORITY = CLUSTERS.certificatePem;

/** What of a kubeconfig leads to a server: its URL, and the CA in base64. */
type Way = readonly [url: string, authority: string];

/** What the servers between do now. */
export interface Between {
  fault: Fault | undefined;
  count: number;
  /** Address and CA of a server between, and of the embedded one behind it. */
  readonly addresses: (readonly [between: Way, behind: Way])[];
}

/** A server before an embedded one: takes every login, does what the fault says, and passes on all else. */
export async function between(cluster: Cluster, state: Between) {
  const server = serverFor(cluster, state, CLUSTERS, { dnsNames: [], ipAddresses: ["127.0.0.1"] });
  const sockets = new Set<Socket>();
  const front = createFront((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    const connection = state.fault?.connection;
    if (connection === undefined) {
      server.emit("connection", socket);
      return;
    }
    state.count += 1;
    if (typeof connection === "function") connection(socket);
    else {
      const { by, ...names } = connection;
      const authority = by === "nobody" ? NOBODY : CLUSTERS;
      serverFor(cluster, state, authority, names).emit("connection", socket);
    }
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const url = `https://127.0.0.1:${String((front.address() as AddressInfo).port)}`;
  state.addresses.push([
    [url, base64(AUTHORITY)],
    [cluster.server, base64(cluster.certificateAuthority)],
  ]);
  return {
    url,
    close: () => {
      for (const socket of sockets) socket.destroy();
      front.close();
    },
  };
}

function serverFor(
  cluster: Cluster,
  state: Between,
  authority: typeof CLUSTERS,
  names: ServerNames,
) {
  const { certificatePem, privateKeyPem } = issueServerCertificate(authority, names);
  const server = createServer(
    { cert: certificatePem, key: privateKeyPem },
    (incoming, response) => {
      void read(incoming).then((body) => {
        const [path = "", query = ""] = (incoming.url ?? "").split("?");
        const { method = "", headers } = incoming;
        const authorization = headers.authorization ?? "";
        const request: Struck = { method, path, query, authorization, body: body.toString() };
        if (state.fault?.strikes?.(request) === true) {
          state.count += 1;
          state.fault.answer?.(request, response);
        } else pass(cluster, incoming, response, request, state);
      });
    },
  );
  server.on("tlsClientError", () => undefined);
  return server;
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function pass(
  cluster: Cluster,
  incoming: IncomingMessage,
  response: ServerResponse,
  { method, path, query, body }: Struck,
  { addresses }: Between,
): void {
  const isSecret = path.includes("/secrets/");
  const back = addresses.map(([from, to]) => [to, from] as const);
  const sent = isSecret ? readdressed(body, addresses) : body;
  const target = new URL(cluster.server);
  const headers = {
    ...incoming.headers,
    host: target.host,
    authorization: `Bearer ${cluster.token}`,
    ...(method === "GET" ? {} : { "content-length": Buffer.byteLength(sent) }),
  };
  const to = { host: target.hostname, port: target.port, path: incoming.url, method, headers };
  const outgoing = forward({ ...to, ca: cluster.certificateAuthority }, (answer) => {
    response.on("close", () => answer.destroy());
    const { "content-length": _, ...kept } = answer.headers;
    response.writeHead(answer.statusCode ?? 500, isSecret ? kept : answer.headers);
    if (!isSecret || query.includes("watch=1")) answer.pipe(response);
    else void read(answer).then((whole) => response.end(readdressed(whole.toString(), back)));
  });
  outgoing.on("error", () => response.destroy());
  outgoing.end(sent);
}

/** Kubeconfigs in a Secret name servers between, which only meshplan can use: embedded istiods know the ones behind. */
function readdressed(body: string, addresses: Between["addresses"]): string {
  return body.replace(/"([A-Za-z0-9+/]{200,}={0,2})"/g, (whole, value: string) => {
    const text = Buffer.from(value, "base64").toString();
    const way = addresses.find(([[url]]) => text.includes(url));
    if (way === undefined) return whole;
    const [[from, authority], [to, other]] = way;
    const changed = text.replaceAll(from, to).replaceAll(authority, other);
    return changed === text ? whole : `"${Buffer.from(changed).toString("base64")}"`;
  });
}

/** A write to a cluster past the servers between. */
export async function direct(
  cluster: Cluster,
  path: string,
  patch: object,
  method = "PATCH",
): Promise<void> {
  const body = JSON.stringify(patch);
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const target = new URL(`${path}?fieldManager=kubectl-edit`, cluster.server);
  await new Promise<void>((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${cluster.token}`,
      "content-type": type,
      "content-length": Buffer.byteLength(body),
    };
    const asking = forward(
      target,
      { method, headers, ca: cluster.certificateAuthority },
      (answer) => {
        answer.resume();
        answer.on("end", () => {
          if ((answer.statusCode ?? 500) < 300) resolve();
          else reject(new Error(`${method} ${path}: ${String(answer.statusCode)}`));
        });
      },
    );
    asking.on("error", reject);
    asking.end(body);
  });
}
