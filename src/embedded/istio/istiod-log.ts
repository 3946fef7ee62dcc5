import type { SandboxClock } from "../kube/clock.ts";

const KEPT = 1000;

/** What an istiod says of itself: what `kubectl logs` prints of its pod. A sentence that it just said is not said again. */
export class IstiodLog {
  readonly #clock: SandboxClock;
  readonly #lines: string[] = [];
  readonly #last = new Map<string, string>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /**
   * In the words of a real one, which prints this line whenever a cluster cannot be read; the reason is Node's, where there
   * it is Go's. Source: istio pilot/pkg/util/informermetric/informerutil.go.
   */
  unreadable(cluster: string, why: string): void {
    if (this.#last.get(cluster) === why) return;
    this.#last.set(cluster, why);
    const time = new Date(this.#clock.now()).toISOString();
    this.#lines.push(`${time}\terror\twatch error in cluster ${cluster}: ${why}\n`);
    if (this.#lines.length > KEPT) this.#lines.shift();
  }

  text(): string {
    return this.#lines.join("");
  }
}
