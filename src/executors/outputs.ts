import { keepText } from "../certs/secret-texts.ts";
import type { OutputRef } from "../planner/deferred.ts";
import { outputNamed } from "../planner/outputs.ts";
import type { SecretRegistry } from "../util/secret-registry.ts";
import { Sensitive } from "../util/sensitive.ts";

/**
 * What finished actions handed out, for one run and in memory only.
 *
 * There are two ways out. `address` and the like may fill holes of any body. A sensitive output leaves only through `reveal`,
 * which the executor of the one kind that needs it calls by name. Every sensitive value is registered as a secret of the run.
 */
export class Outputs {
  readonly #values = new Map<string, string | Sensitive<string>>();
  readonly #secrets: SecretRegistry;

  constructor(secrets: SecretRegistry) {
    this.#secrets = secrets;
  }

  /** Whether the value is secret stands in the output's row. */
  put(ref: OutputRef, value: string): void {
    const { secret } = outputNamed(ref.output);
    this.#values.set(keyOf(ref), secret ? new Sensitive(value) : value);
    if (secret) keepText(Buffer.from(value, "base64").toString(), this.#secrets);
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
}

function keyOf(ref: OutputRef): string {
  return `${ref.action}#${ref.output}`;
}
