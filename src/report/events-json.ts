import type { Printable } from "../util/printable-text.ts";
import { printableJson } from "../util/printable-json.ts";
import type { ApplyEvent } from "../executors/events.ts";

/** One event as one line of NDJSON (schema/events.schema.json), line break included. `type`, `seq` and `time` come first. */
export function eventJson(event: ApplyEvent): Printable {
  const { type, seq, time, ...rest } = event;
  return printableJson({ type, seq, time, ...rest });
}
