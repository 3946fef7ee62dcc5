import type { SandboxClock } from "../kube/clock.ts";

const KEPT = 1000;

/** The log of an istiod, which `kubectl logs` prints for its pod. A sentence that it just logged is not repeated. */
export class IstiodLog {
  readonly #clock: SandboxClock;
  readonly #lines: string[] = [];
  readonly #last = new Map<string, string>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /**
   * Uses the words of a real istiod, which prints this line whenever it cannot read a cluster; the reason is worded by Node
   * here and by Go there. Source: istio pilot/pkg/util/informermetric/informerutil.go.
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
