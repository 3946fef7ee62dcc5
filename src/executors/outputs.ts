import type { OutputRef } from "../planner/deferred.ts";
import { Sensitive } from "../util/sensitive.ts";

export type Output = string | Sensitive<string>;

/**
 * What finished actions handed out, for one run and in memory only.
 *
 * Two doors: `address` and its like may fill holes of any body; a sensitive output leaves only through `reveal`, which the
 * executor of the one kind that needs it calls by name. `redact` takes every secret out of a text before others see it.
 */
export class Outputs {
  readonly #values = new Map<string, Output>();
  readonly #secrets = new Set<string>();

  set(ref: OutputRef, value: Output): void {
    this.#values.set(keyOf(ref), value);
    if (!(value instanceof Sensitive)) return;
    this.keepSecret(value.reveal());
    this.keepSecret(Buffer.from(value.reveal(), "base64").toString("utf8"));
  }

  /** Undefined also for sensitive outputs: a hole in a body is no place for a secret. */
  find(ref: OutputRef): string | undefined {
    const value = this.#values.get(keyOf(ref));
    return typeof value === "string" ? value : undefined;
  }

  reveal(ref: OutputRef): string {
    const value = this.#values.get(keyOf(ref));
    if (value instanceof Sensitive) return value.reveal();
    throw new Error(`internal: ${keyOf(ref)} was not handed out`);
  }

  /** From now on `redact` takes this text out too: something made of a secret. */
  keepSecret(text: string): void {
    if (text.length > 0) this.#secrets.add(text);
  }

  /** Servers repeat refused values in their messages; nothing of a secret may pass on into an event. */
  redact(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, "(sensitive)");
    return clean;
  }
}

function keyOf(ref: OutputRef): string {
  return `${ref.action}#${ref.output}`;
}
