import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ServerNames } from "../../src/certs/x509.ts";
import { CANARIES } from "./canaries.ts";

/** One request that a server is about to answer. */
export interface Struck {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly authorization: string;
  readonly body: string;
}

/** A server, a proxy before it, a renderer or a plug-in that says what it was told, in one of the places where it can. */
export interface Fault {
  readonly name: string;
  /** Requests it strikes; absent: none, the fault is in a program. */
  readonly strikes?: (request: Struck) => boolean;
  readonly answer?: (request: Struck, response: ServerResponse) => void;
  /** What becomes of every connection before a request: another certificate, or no TLS. */
  readonly connection?: ((socket: Socket) => void) | (ServerNames & { readonly by?: "nobody" });
  /** A program in place of the good one. */
  readonly program?: "renderer" | "helm" | "plugin";
}

const SPELL: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => Buffer.from(text).toString("base64"),
  (text) => Buffer.from(` ${text}`).toString("base64"),
  (text) => Buffer.from(`  ${text}`).toString("base64url"),
  (text) => Buffer.from(text).toString("hex"),
  (text) => encodeURIComponent(text),
  (text) => JSON.stringify(JSON.stringify(text)),
];

/** Everything that was sent, also taken apart: credentials, the body, and what is base64 in it. */
function told({ authorization, body }: Struck): readonly string[] {
  const [scheme = "", login = ""] = authorization.split(" ");
  const values = [...body.matchAll(/"([A-Za-z0-9+/]{24,}={0,2})"/g)].map(([, value = ""]) => value);
  const decoded = [...values, ...(scheme === "Basic" ? [login] : [])].map((value) =>
    Buffer.from(value, "base64").toString(),
  );
  const tokens = decoded.flatMap((text) => /token: (\S+)/.exec(text)?.[1] ?? []);
  return [authorization, login, body, ...values, ...decoded, ...tokens];
}

const echo = (request: Struck): string => told(request).join(" ");
const spelt = (request: Struck): string =>
  told(request)
    .flatMap((text) => SPELL.map((spell) => spell(text)))
    .join(" ");

const isSecret = ({ path }: Struck): boolean => path.includes("/secrets/");
const isWritten = (request: Struck): boolean => request.method === "PATCH" && isSecret(request);
const isRead = ({ method, path }: Struck): boolean =>
  method === "GET" && path.includes("/deployments/");
const isWatched = ({ query }: Struck): boolean => query.includes("watch=1");

const isListed = ({ method, path, query }: Struck): boolean =>
  method === "GET" && path.endsWith("/deployments") && query.includes("fieldSelector");

type Details = { readonly reason?: string; readonly details?: object };

function status(
  code: number,
  say: (request: Struck) => string,
  more: (echoed: string) => Details = () => ({}),
) {
  return (request: Struck, response: ServerResponse): void => {
    const message = say(request);
    const body = {
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      code,
      message,
      ...more(echo(request)),
    };
    response.writeHead(code, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  };
}

function raw(
  code: number,
  type: string,
  say: (request: Struck) => string,
  headers: (text: string) => object = () => ({}),
) {
  return (request: Struck, response: ServerResponse): void => {
    const text = say(request);
    response.writeHead(code, { "Content-Type": type, ...headers(text) }).end(text);
  };
}

const line = (text: string): string => text.replace(/[^\x20-\x7e]/g, " ").slice(0, 4000);

const STATUSES: readonly Fault[] = [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 504].map(
  (code) => ({
    name: `status ${String(code)} that echoes`,
    strikes: isWritten,
    answer: status(code, echo, () => ({ reason: "Refused" })),
  }),
);

/** What a server of yesterday may have kept, as names of a certificate. */
const KNOWN = [CANARIES["kubeconfig token"], CANARIES["token of a plug-in"]];

const CONNECTIONS: readonly Fault[] = [
  {
    name: "a certificate for other names, which are credentials",
    connection: { dnsNames: KNOWN, ipAddresses: [] },
  },
  {
    name: "a certificate that nobody vouches for, named like a credential",
    connection: { by: "nobody", dnsNames: KNOWN, ipAddresses: ["127.0.0.1"] },
  },
  {
    name: "a plain answer in place of TLS",
    connection: (socket) => {
      socket.end(`HTTP/1.1 400 Bad Request\r\n\r\n${Object.values(CANARIES).join(" ")}`);
    },
  },
  {
    name: "a connection that is cut off during TLS",
    connection: (socket) => {
      socket.once("data", () => socket.destroy());
    },
  },
];

/** Later parts of the product add what their surroundings can answer. */
export const FAULTS: readonly Fault[] = [
  ...STATUSES,
  ...CONNECTIONS,
  {
    name: "every spelling in a refusal",
    strikes: isWritten,
    answer: status(422, spelt, () => ({ reason: "Invalid" })),
  },
  {
    name: "causes that echo",
    strikes: isWritten,
    answer: status(
      422,
      () => "no",
      (text) => ({
        reason: "Invalid",
        details: { causes: [{ reason: "FieldValueInvalid", field: text, message: text }] },
      }),
    ),
  },
  {
    name: "a conflict of fields that echoes",
    strikes: isWritten,
    answer: status(409, echo, (text) => ({
      reason: "Conflict",
      details: {
        causes: [
          {
            reason: "FieldManagerConflict",
            field: `.data.${text}`,
            message: `conflict with "${text}"`,
          },
        ],
      },
    })),
  },
  {
    name: "a webhook that quotes",
    strikes: isWritten,
    answer: status(
      400,
      (request) => `admission webhook "v.example" denied the request: ${echo(request)}`,
    ),
  },
  {
    name: "a webhook that cannot be called and quotes",
    strikes: isWritten,
    answer: status(400, (request) => `failed calling webhook "v.example": ${echo(request)}`),
  },
  { name: "plain text", strikes: isWritten, answer: raw(400, "text/plain", echo) },
  {
    name: "HTML of a proxy",
    strikes: isWritten,
    answer: raw(403, "text/html", (request) => `<html>${echo(request)}`),
  },
  { name: "200 that is not JSON", strikes: isWritten, answer: raw(200, "application/json", echo) },
  {
    name: "a redirect",
    strikes: isWritten,
    answer: raw(302, "text/plain", echo, (text) => ({
      Location: `https://127.0.0.1:1/${encodeURIComponent(text.slice(0, 500))}`,
    })),
  },
  {
    name: "a warning header",
    strikes: isWritten,
    answer: raw(400, "text/plain", echo, (text) => ({
      Warning: `299 - "${line(text).replace(/["\\]/g, "")}"`,
    })),
  },
  {
    name: "another object than was asked for",
    strikes: isRead,
    answer: (request, response) => {
      const metadata = {
        name: echo(request),
        uid: echo(request),
        resourceVersion: "1",
        namespace: "x",
      };
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ apiVersion: "v1", kind: echo(request), metadata }));
    },
  },
  {
    name: "managers and values that are credentials",
    strikes: isRead,
    answer: (request, response) => {
      const name = request.path.split("/").at(-1) ?? "";
      const manager = echo(request);
      const fieldsV1 = { "f:spec": { "f:replicas": {} } };
      const entry = {
        manager,
        operation: "Apply",
        apiVersion: "apps/v1",
        fieldsType: "FieldsV1",
        fieldsV1,
      };
      const metadata = {
        name,
        namespace: "istio-system",
        uid: "u",
        resourceVersion: "1",
        labels: { [manager.slice(0, 40)]: manager },
        managedFields: [entry],
      };
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(
        JSON.stringify({
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata,
          spec: { replicas: manager },
        }),
      );
    },
  },
  {
    name: "an answer that is cut off",
    strikes: isWritten,
    answer: (request, response) => {
      response.writeHead(400, { "Content-Length": "100000" }).write(echo(request));
      response.destroy();
    },
  },
  {
    name: "a watch that ends in an echo",
    strikes: (request) => isWatched(request) || isListed(request),
    answer: (request, response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      // Nothing is there at first, so that the watch is opened.
      const list = { kind: "List", metadata: { resourceVersion: "1" }, items: [] };
      const object = { kind: "Status", code: 403, message: echo(request), metadata: {} };
      response.end(`${JSON.stringify(isWatched(request) ? { type: "ERROR", object } : list)}\n`);
    },
  },
  {
    name: "a version that is a credential",
    strikes: ({ path }) => path.endsWith("/version"),
    answer: (request, response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(
        JSON.stringify({ gitVersion: `v1.35.0-${echo(request)}`, major: "1", minor: "35" }),
      );
    },
  },
  {
    name: "a lock whose holder is a credential",
    strikes: ({ method, path }) => method === "GET" && path.endsWith("/leases/meshplan"),
    answer: (request, response) => {
      const text = echo(request);
      const process = { host: text, bootId: text, pidNamespace: text, pid: 1, started: text };
      const metadata = {
        name: "meshplan",
        namespace: "default",
        uid: "u",
        resourceVersion: "1",
        annotations: { "meshplan.dev/holder": JSON.stringify(process) },
      };
      const spec = { holderIdentity: text, leaseDurationSeconds: 30, acquireTime: text };
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(
        JSON.stringify({ apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata, spec }),
      );
    },
  },
  { name: "a renderer that echoes what it gets", program: "renderer" },
  { name: "a helm that echoes what it gets", program: "helm" },
  { name: "a plug-in that fails and prints its environment", program: "plugin" },
];
