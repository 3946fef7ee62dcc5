import { Agent, request as send } from "node:https";
import { isMap, type Json, type JsonMap } from "../../../src/kube/object.ts";
import type { SandboxCluster } from "../../../src/embedded/istio/sandbox.ts";

export interface Answer {
  readonly status: number;
  /** Parsed where the answer is JSON, else the text. */
  readonly body: Json;
  /** The body as it came. */
  readonly text: string;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
}

export interface Client {
  request(
    method: string,
    path: string,
    body?: Json | Buffer,
    options?: { readonly contentType?: string; readonly accept?: string },
  ): Promise<Answer>;
  /** Server-side apply. */
  apply(path: string, body: Json, manager?: string, query?: string): Promise<Answer>;
  close(): void;
}

/** A plain HTTPS client for one embedded server. */
export function clientOf(cluster: SandboxCluster, token = cluster.token): Client {
  const agent = new Agent({ keepAlive: true, ca: cluster.certificateAuthority });
  const request: Client["request"] = (method, path, body, options = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const outgoing = send(
        `${cluster.server}${path}`,
        {
          method,
          agent,
          headers: {
            authorization: `Bearer ${token}`,
            "user-agent": "test/1",
            accept: options.accept ?? "application/json",
            ...(text === undefined
              ? {}
              : {
                  "content-type": options.contentType ?? "application/json",
                  // Node does not frame the body of a DELETE by itself.
                  "content-length": Buffer.byteLength(text),
                }),
          },
        },
        (incoming) => {
          let text = "";
          incoming.setEncoding("utf8");
          incoming.on("data", (chunk: string) => (text += chunk));
          incoming.on("error", reject);
          incoming.on("end", () => {
            resolve({
              status: incoming.statusCode ?? 0,
              body: parse(text),
              text,
              headers: incoming.headers,
            });
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(text);
    });
  return {
    request,
    apply: (path, body, manager = "tester", query = "") =>
      request("PATCH", `${path}?fieldManager=${manager}${query}`, body, {
        contentType: "application/apply-patch+yaml",
      }),
    close: () => {
      agent.destroy();
    },
  };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The value at a path of field names and list indexes. */
export function at(
  value: Json | undefined,
  ...path: readonly (string | number)[]
): Json | undefined {
  return path.reduce<Json | undefined>((found, key) => {
    if (Array.isArray(found)) return (found as readonly Json[])[Number(key)];
    return isMap(found) ? found[key] : undefined;
  }, value);
}

/** A text at a path; empty where there is none. */
export function textAt(value: Json | undefined, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** Asks again until the answer fits; gives up with the last answer after some seconds. */
export async function until(
  ask: () => Promise<Answer>,
  fits: (body: Json) => boolean,
): Promise<Json> {
  for (let round = 0; ; round += 1) {
    const { body } = await ask();
    if (fits(body)) return body;
    if (round > 400)
      throw new Error(`never came true; last: ${JSON.stringify(body).slice(0, 400)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function configMap(name: string, data?: JsonMap): JsonMap {
  const base = { apiVersion: "v1", kind: "ConfigMap", metadata: { name } };
  return data === undefined ? base : { ...base, data };
}
