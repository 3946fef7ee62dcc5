import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { Agent, request, type RequestOptions } from "node:https";
import { connect } from "node:tls";
import type { Json } from "../src/kube/object.ts";
import { addressesOf, API_PORT } from "./addresses.ts";
import type { Dial } from "./door.ts";
import { parseJson } from "./json.ts";
import { pkiPath, type Place } from "./place.ts";
import { RIG_USER, type User } from "./users.ts";

export interface ApiAnswer {
  readonly status: number;
  /** The parsed body, or its text where it is not JSON. */
  readonly body: Json;
  /** The body as it came. */
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One request to the API server of a cluster. `contentType` says which kind of patch a PATCH is, or what bytes are. */
export type Api = (
  method: Method,
  path: string,
  body?: Json | Buffer,
  contentType?: string,
) => Promise<ApiAnswer>;

export const MERGE_PATCH = "application/merge-patch+json";
export const APPLY_PATCH = "application/apply-patch+yaml";

/** A client for the rig itself and for tests: no retries, nothing thrown for a status. `dial` is needed outside the namespace. */
export function apiOf(place: Place, n: number, dial?: Dial, user: User = RIG_USER): Api {
  const host = addressesOf(n).apiServer;
  const ca = readFileSync(pkiPath(place, "ca.crt"));
  const pool = new Agent({ keepAlive: true });
  return async (method, path, body, contentType = "application/json") => {
    const text = body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const options: RequestOptions = {
      host,
      port: API_PORT,
      path,
      method,
      ca,
      headers: {
        Authorization: `Bearer ${user.token}`,
        Accept: "application/json",
        "User-Agent": "meshplan-rig",
        // Node does not frame the body of a DELETE by itself.
        ...(text === undefined
          ? {}
          : { "Content-Type": contentType, "Content-Length": Buffer.byteLength(text) }),
      },
    };
    if (dial === undefined) return send({ ...options, agent: pool }, text);
    const socket = connect({
      socket: await dial(host, API_PORT),
      host,
      ca,
      servername: "kubernetes",
    });
    // Without an agent: with one, Node ignores createConnection.
    const answer = send({ ...options, createConnection: () => socket }, text);
    return answer.finally(() => socket.destroy());
  };
}

function send(options: RequestOptions, text: string | Buffer | undefined): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          body: parseOrText(body),
          text: body,
          headers: response.headers,
        });
      });
      response.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(text);
  });
}

function parseOrText(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
