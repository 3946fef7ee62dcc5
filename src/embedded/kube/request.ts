import type { Json } from "../../kube/object.ts";
import type { ApiFailure } from "./api-failure.ts";
import type { ServedKind } from "./kinds.ts";
import type { Caller } from "./tokens.ts";

/** One request as the router sees it. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly accept: string;
  readonly userAgent: string;
  readonly caller: Caller;
  /** The body as sent; empty for none. */
  readonly body: string;
}

/** An answer in one piece. */
export type PieceAnswer =
  | {
      readonly kind: "json";
      readonly status: number;
      readonly body: Json;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** Texts of Warning headers. */
      readonly warnings?: readonly string[];
    }
  | { readonly kind: "text"; readonly status: number; readonly body: string };

/** A stream that goes on until the client or the server ends it. */
export interface WatchAnswer {
  readonly kind: "watch";
  readonly open: (send: (line: string) => void, end: () => void) => () => void;
}

export type ApiAnswer = PieceAnswer | WatchAnswer;

/** A JSON answer as it is sent: Go's encoder ends it with a line break. */
export const jsonLine = (body: Json): string => `${JSON.stringify(body)}\n`;

export function json(
  status: number,
  body: Json,
  headers: Readonly<Record<string, string>> = {},
): PieceAnswer {
  return { kind: "json", status, body, headers };
}

export function failureAnswer(failure: ApiFailure): PieceAnswer {
  if (failure.plainText !== undefined)
    return { kind: "text", status: failure.code, body: failure.plainText };
  const wait = failure.details?.retryAfterSeconds;
  const headers: Record<string, string> = wait === undefined ? {} : { "retry-after": String(wait) };
  return json(failure.code, failure.toStatus(), headers);
}

/** Where a path points: a kind, maybe one object, maybe a part of it. */
export interface Target {
  readonly kind: ServedKind;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** `status`, `token`, `proxy`, `scale`; empty for the object itself. */
  readonly subresource: string;
  /** What follows `proxy/`. */
  readonly rest: string;
}

const VERBS: Readonly<Record<string, string>> = {
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
  GET: "get",
};

/** The RBAC verb of a request. */
export function verbOf(request: ApiRequest, target: Target): string {
  if (request.method !== "GET") return VERBS[request.method] ?? request.method.toLowerCase();
  if (isWatch(request.query)) return "watch";
  return target.name === undefined ? "list" : "get";
}

/** The request an authorizer would see with this verb; the opposite of `verbOf`. */
export function methodOf(verb: string): Pick<ApiRequest, "method" | "query"> {
  const method = Object.keys(VERBS).find((one) => VERBS[one] === verb) ?? "GET";
  return { method, query: new URLSearchParams(verb === "watch" ? { watch: "1" } : {}) };
}

export function isWatch(query: URLSearchParams): boolean {
  const value = query.get("watch");
  return value === "1" || value === "true";
}
