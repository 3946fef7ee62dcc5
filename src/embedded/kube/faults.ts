import { ApiFailure } from "./api-failure.ts";
import type { ApiRequest } from "./request.ts";

/** Something that a test wants to go wrong. Each request asks the faults in order; the first that answers decides. */
export interface Fault {
  /** Which requests are hit; everything when absent. */
  readonly when?: (request: ApiRequest) => boolean;
  /** How many requests are hit before the fault is gone; unlimited when absent. */
  times?: number;
  readonly effect: FaultEffect;
}

type FaultEffect =
  | { readonly kind: "latency"; readonly milliseconds: number }
  | {
      readonly kind: "status";
      readonly code: number;
      readonly reason?: string;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: "reset" }
  | { readonly kind: "reset-after-write" }
  | { readonly kind: "forbid" }
  /** Answers with a Warning header, as admission webhooks and deprecated kinds do. */
  | { readonly kind: "warn"; readonly text: string }
  /** Waits until the promise settles, then goes on as usual: a gate for tests. */
  | { readonly kind: "hold"; readonly until: Promise<unknown> }
  /** Sends another text instead of the answer, or instead of each event of a watch. */
  | { readonly kind: "rewrite"; readonly as: (text: string, request: ApiRequest) => string };

/** The faults of one server. */
export class Faults {
  readonly #faults = new Set<Fault>();

  /** Adds a fault; calling the result removes it. */
  add(fault: Fault): () => void {
    this.#faults.add(fault);
    return () => this.#faults.delete(fault);
  }

  clear(): void {
    this.#faults.clear();
  }

  /** The effects that hit this request, in the order they were added. */
  take(request: ApiRequest): readonly FaultEffect[] {
    const hits: FaultEffect[] = [];
    for (const fault of this.#faults) {
      if (isSpent(fault) || fault.when?.(request) === false) continue;
      if (fault.times !== undefined) fault.times -= 1;
      hits.push(fault.effect);
    }
    return hits;
  }

  /** Whether such a request would be forbidden now; asking uses nothing up. */
  forbids(request: ApiRequest): boolean {
    return this.#forbidding().some((fault) => fault.when?.(request) !== false);
  }

  /** Whether any request would be forbidden now. */
  forbidSomething(): boolean {
    return this.#forbidding().length > 0;
  }

  #forbidding(): readonly Fault[] {
    return [...this.#faults].filter((fault) => fault.effect.kind === "forbid" && !isSpent(fault));
  }
}

function isSpent({ times }: Fault): boolean {
  return times !== undefined && times <= 0;
}

export function faultFailure(effect: Extract<FaultEffect, { kind: "status" }>): ApiFailure {
  const reason = effect.reason ?? REASONS[effect.code];
  const message = effect.message ?? `the embedded server was told to answer ${String(effect.code)}`;
  const details =
    effect.retryAfterSeconds === undefined
      ? undefined
      : { retryAfterSeconds: effect.retryAfterSeconds };
  return new ApiFailure(effect.code, reason, message, details);
}

const REASONS: Readonly<Record<number, string>> = {
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};
