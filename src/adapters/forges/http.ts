import { isMap, type Json } from "../../kube/object.ts";
import { MeshplanError } from "../../errors.ts";
import type { Clock } from "../../ports.ts";
import { LIMITS } from "../../util/limits.ts";

interface ForgeHttpOptions {
  /** `https://api.github.com`, `https://gitlab.example/api/v4`. */
  readonly api: string;
  /** The token is among them, so they are in no message. */
  readonly headers: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

type Method = "GET" | "POST" | "PATCH" | "PUT";
/** `refusals`: answers that say no, and are `null` instead of an error. */
type ForgeRequest = (
  method: Method,
  path: string,
  more?: { readonly body?: string; readonly refusals?: readonly number[] },
) => Promise<Json>;

/**
 * Sends requests to the API of GitHub or GitLab. Where the service says that there were too many, it waits for as long as it says
 * and tries again; a service that is away for a moment is tried again, unless the comment might then be there twice.
 *
 * No redirect is followed: the token is for the host that was named.
 */
export function forgeRequest({ api, headers, clock }: ForgeHttpOptions): ForgeRequest {
  return async (method, path, { body, refusals = [] } = {}) => {
    for (let tried = 1; ; tried += 1) {
      const answer = await answerOf(`${api}${path}`, {
        method,
        headers: {
          ...headers,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        redirect: "error",
        signal: AbortSignal.timeout(LIMITS.forgeAnswerTime.most),
        ...(body === undefined ? {} : { body }),
      });
      if (answer.status >= 200 && answer.status < 300) return answer.json;
      const wait = waitFor(answer, method, tried, clock.now());
      if (wait === undefined && refusals.includes(answer.status)) return null;
      if (wait === undefined || tried >= LIMITS.forgeTries.most || wait > LIMITS.forgeWait.most)
        throw refusal(`${method} ${path}`, answer);
      await clock.sleep(wait);
    }
  };
}

interface Answer {
  /** 0: there was none. */
  readonly status: number;
  readonly headers: Headers;
  readonly json: Json;
  readonly text: string;
}

async function answerOf(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, init);
    const text = await boundedText(response);
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
  } catch (error) {
    const { cause, message } = error instanceof Error ? error : { cause: undefined, message: "" };
    const text = cause instanceof Error ? cause.message : message;
    return { status: 0, headers: new Headers(), text, json: null };
  }
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body === null) return "";
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LIMITS.forgeAnswer.most) throw new Error("the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/**
 * How long to wait before the same request again; undefined where that would not help. GitHub's limits of bursts ("secondary") come
 * as 403, too, with a time or without one.
 */
function waitFor(
  { status, headers, text }: Answer,
  method: Method,
  tried: number,
  now: number,
): number | undefined {
  const isLimited =
    status === 429 ||
    (status === 403 &&
      (headers.has("retry-after") ||
        headers.get("x-ratelimit-remaining") === "0" ||
        /secondary rate limit/i.test(text)));
  if (isLimited) return toldWait(headers, now) ?? A_MINUTE * 2 ** (tried - 1);
  const isAway = status === 0 || status === 502 || status === 503 || status === 504;
  return isAway && method !== "POST" ? A_SECOND * 2 ** (tried - 1) : undefined;
}

const A_SECOND = 1_000;
/** GitHub asks for at least that where it names no time. */
const A_MINUTE = 60_000;

function toldWait(headers: Headers, now: number): number | undefined {
  const after = Number(headers.get("retry-after") ?? NaN);
  if (after >= 0) return Math.max(A_SECOND, after * 1_000);
  const reset = Number(headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset") ?? NaN);
  return reset > 0 ? Math.max(A_SECOND, reset * 1_000 - now) : undefined;
}

function refusal(request: string, { status, json, text }: Answer): MeshplanError {
  const said = isMap(json) ? (json["message"] ?? json["error"] ?? "") : status === 0 ? text : "";
  const told = (typeof said === "string" ? said : JSON.stringify(said)).slice(0, 300);
  const what = status === 0 ? "no answer" : `HTTP ${String(status)}`;
  return new MeshplanError("MP9330", `${request}: ${what}${told === "" ? "" : `: ${told}`}`, {
    nextSteps: ["look at the rights of the token, then run the job again: meshplan explain MP9330"],
  });
}
