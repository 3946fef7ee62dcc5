import type { HttpAnswer } from "./wire.ts";
import { ConnectionFailure } from "./connection-failure.ts";
import { statusOf } from "./api-status.ts";
import { LIMITS } from "../../util/limits.ts";

/** What one attempt came to, when it was not a success. */
export type Setback = ConnectionFailure | HttpAnswer;

interface RetryCircumstances {
  /** How many attempts were made, this one included. */
  readonly attempt: number;
  /** The cluster has answered before in this run, so an outage is a restart rather than a wrong address. */
  readonly reached: boolean;
  /** A request that the API server passes on to a pod: trouble there is not the server's, and does not pass soon. */
  readonly proxied: boolean;
  /** From 0 to 1. */
  readonly random: number;
}

const FIRST = 200;

/**
 * What an API server answers with 500 while its etcd has no leader or lost the way to it. It passes within seconds; another 500
 * does not. Source: etcd, api/v3rpc/rpctypes/error.go (those of code Unavailable), and kube-apiserver, which hands their texts on.
 */
const ETCD_RESTS =
  /^(?:Internal error occurred: )?(?:rpc error: code = Unavailable desc = )?(?:etcdserver: (?:leader changed|no leader|not leader|request timed out|server stopped|unhealthy cluster)|raft proposal dropped)/;

/**
 * Milliseconds until the same request goes out again; undefined: this outcome is final. Every request meshplan sends is
 * safe to repeat: reads, reviews of rights, and server-side applies.
 *
 * Half of each pause is left to chance, so that dozens of requests that failed together do not come back together; the other
 * half is certain, so that the nine attempts of a cluster that was there ride out 16 s.
 * What only the executor can know to pass (a CRD just made, a webhook just rolled out) is final here.
 */
export function pauseBeforeRetry(
  setback: Setback,
  circumstances: RetryCircumstances,
): number | undefined {
  const { attempt, random } = circumstances;
  const asked = setback instanceof ConnectionFailure ? undefined : retryAfter(setback);
  if (attempt >= attemptsFor(setback, asked, circumstances)) return undefined;
  if (asked !== undefined) return Math.min(asked, LIMITS.askedPause.most) + random * FIRST;
  return pauseAfter(attempt, random);
}

/** Milliseconds to wait after so many failures in a row; `random` is from 0 to 1. */
export function pauseAfter(failures: number, random: number): number {
  return (0.5 + random / 2) * Math.min(FIRST * 2 ** (failures - 1), LIMITS.pause.most);
}

/** How many attempts an outcome is worth in all. */
function attemptsFor(
  setback: Setback,
  asked: number | undefined,
  { reached, proxied }: RetryCircumstances,
): number {
  if (setback instanceof ConnectionFailure) {
    if (setback.reason === "ENOTFOUND") return 1;
    return setback.kind === "reset" || setback.kind === "unreachable" ? (reached ? 9 : 3) : 1;
  }
  switch (setback.status) {
    case 429:
      return 10;
    case 502:
    case 504:
      return proxied ? 1 : 4;
    case 503:
      return asked !== undefined ? 10 : proxied ? 1 : 4;
    case 500: {
      const { reason, message } = statusOf(setback);
      return reason === "ServerTimeout" || ETCD_RESTS.test(message) ? 6 : 1;
    }
    default:
      return 1;
  }
}

function retryAfter({ headers }: HttpAnswer): number | undefined {
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
