import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ConnectionFailure,
  type FailureKind,
} from "../../../src/adapters/kubernetes/connection-failure.ts";
import { pauseBeforeRetry, type Setback } from "../../../src/adapters/kubernetes/retry-policy.ts";

function answer(status: number, reason = "", retryAfter?: string): Setback {
  const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  return { status, headers, body: Buffer.from(JSON.stringify({ reason })) };
}

const etcd = (message: string): Setback => ({
  status: 500,
  headers: {},
  body: Buffer.from(JSON.stringify({ reason: "InternalError", message })),
});

const failure = (kind: FailureKind, reason = "X"): Setback => new ConnectionFailure(kind, reason);

/** How many attempts are made in all, when every one of them ends like this. */
function attempts(setback: Setback, { reached = true, proxied = false } = {}): number {
  for (let attempt = 1; ; attempt += 1)
    if (pauseBeforeRetry(setback, { attempt, reached, proxied, random: 1 }) === undefined)
      return attempt;
}

describe("how often a request is made", () => {
  test.each<[string, number, Setback]>([
    ["refused or closed connections of a cluster that was there", 9, failure("unreachable")],
    ["a reset", 9, failure("reset")],
    ["a host name nobody knows", 1, failure("unreachable", "ENOTFOUND")],
    ["a certificate that is not trusted", 1, failure("untrusted")],
    ["a request that took too long", 1, failure("timeout")],
    ["an answer that is far too large", 1, failure("too-large")],
    ["an answer that cannot be unpacked", 1, failure("garbled")],
    ["too many requests", 10, answer(429)],
    ["unavailable, with a time to come back", 10, answer(503, "", "1")],
    ["unavailable", 4, answer(503)],
    ["a gateway in between that gave up", 4, answer(504)],
    ["an overloaded server", 6, answer(500, "ServerTimeout")],
    ["a change of etcd's leader", 6, etcd("etcdserver: leader changed")],
    [
      "an etcd that is slow",
      6,
      etcd(
        "rpc error: code = Unavailable desc = etcdserver: request timed out, possibly due to previous leader failure",
      ),
    ],
    ["an etcd without a leader", 6, etcd("Internal error occurred: etcdserver: no leader")],
    ["a full etcd", 1, etcd("etcdserver: mvcc: database space exceeded")],
    [
      "a webhook that quotes etcd",
      1,
      etcd('failed calling webhook "x": etcdserver: leader changed'),
    ],
    ["an internal error", 1, answer(500, "InternalError")],
    ["a refusal", 1, answer(403)],
    ["a conflict", 1, answer(409)],
  ])("%s: %i times", (_, count, setback) => {
    expect(attempts(setback)).toBe(count);
  });

  test("an outage of a cluster that was there is ridden out for 10 s, whatever chance says", () => {
    const pauses = Array.from({ length: 8 }, (_, index) =>
      pauseBeforeRetry(failure("reset"), {
        attempt: index + 1,
        reached: true,
        proxied: false,
        random: 0,
      }),
    );
    expect(pauses.reduce<number>((sum, pause) => sum + (pause ?? 0), 0)).toBeGreaterThan(10_000);
  });

  test("a cluster that never answered is given up soon", () => {
    expect(attempts(failure("unreachable"), { reached: false })).toBe(3);
  });

  test("trouble behind a proxied request is the pod's, and final", () => {
    for (const status of [502, 503, 504])
      expect(attempts(answer(status), { proxied: true })).toBe(1);
  });
});

test("no pause is shorter than the server asks, up to half a minute, nor longer than that and a bit", () => {
  fc.assert(
    fc.property(
      fc.nat(600),
      fc.integer({ min: 1, max: 9 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (seconds, attempt, random) => {
        const circumstances = { attempt, reached: true, proxied: false, random };
        const pause = pauseBeforeRetry(answer(429, "", String(seconds)), circumstances) ?? -1;
        expect(pause).toBeGreaterThanOrEqual(Math.min(seconds, 30) * 1000);
        expect(pause).toBeLessThanOrEqual(30_200);
        expect(pauseBeforeRetry(answer(429), circumstances)).toBeLessThanOrEqual(10_000);
      },
    ),
  );
});
