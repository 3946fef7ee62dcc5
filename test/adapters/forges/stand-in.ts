import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment as both services keep it. */
export interface Kept {
  readonly id: number;
  readonly author: string;
  body: string;
}

interface Told {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
}

/** What each service refuses; the characters of a comment are its documented limit. */
const RULES = {
  github: {
    most: 65_536,
    refused: 422,
    token: "authorization",
    prefix: "Bearer ",
    author: "user",
    login: "login",
  },
  gitlab: {
    most: 1_000_000,
    refused: 400,
    token: "private-token",
    prefix: "",
    author: "author",
    login: "username",
  },
} as const;

/**
 * A service on this machine that keeps the comments of one pull request, number 7 of `org/mesh`, with the limits of the real
 * ones: characters of a comment, 100 comments a page, the right token. It answers what `next` says first.
 */
export async function standIn(forge: keyof typeof RULES, token = "token-of-the-stand-in") {
  const rules = RULES[forge];
  const kept: Kept[] = [];
  const next: Told[] = [];
  const seen: string[] = [];
  const place =
    forge === "github"
      ? "/repos/org/mesh/issues/7/comments"
      : "/projects/org%2Fmesh/merge_requests/7/notes";
  const one = forge === "github" ? "/repos/org/mesh/issues/comments/" : `${place}/`;
  const requests =
    forge === "github"
      ? "/repos/org/mesh/commits/abcdef1/pulls"
      : "/projects/org%2Fmesh/repository/commits/abcdef1/merge_requests";
  const shownAs = ({ id, author, body }: Kept) => ({
    id,
    body,
    [rules.author]: { [rules.login]: author },
  });

  const answer = (method: string, url: URL, body: string): readonly [number, unknown] => {
    if (method === "GET" && url.pathname === "/user") return [200, { [rules.login]: "mesh-bot" }];
    if (method === "GET" && url.pathname === requests) return [200, [{ number: 7, iid: 7 }]];
    if (method === "GET" && url.pathname === place) {
      const size = Math.min(100, Number(url.searchParams.get("per_page") ?? 30));
      const from = (Number(url.searchParams.get("page") ?? 1) - 1) * size;
      return [200, kept.slice(from, from + size).map(shownAs)];
    }
    const text = body === "" ? "" : (JSON.parse(body) as { readonly body: string }).body;
    if (text.length > rules.most) return [rules.refused, { message: "Body is too long" }];
    if (method === "POST" && url.pathname === place) {
      kept.push({ id: 1_000 + kept.length, author: "mesh-bot", body: text });
      return [201, {}];
    }
    const old = kept.find(({ id }) => url.pathname === `${one}${String(id)}`);
    if (method !== (forge === "github" ? "PATCH" : "PUT") || old === undefined)
      return [404, { message: "Not Found" }];
    if (old.author !== "mesh-bot") return [403, { message: "not yours" }];
    old.body = text;
    return [200, {}];
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "" } = request;
    seen.push(`${method} ${url}`);
    const given = request.headers[rules.token];
    const told = next.shift();
    const [status, json] =
      told !== undefined
        ? [told.status, { message: told.message ?? "" }]
        : given !== `${rules.prefix}${token}`
          ? [401, { message: `Bad credentials ${String(given)}` }]
          : answer(method, new URL(url, "http://x"), Buffer.concat(chunks).toString("utf8"));
    response.writeHead(status, { "content-type": "application/json", ...told?.headers });
    response.end(JSON.stringify(json));
  };

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    forge,
    api: `http://127.0.0.1:${String(port)}`,
    token,
    kept,
    next,
    seen,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
