import type { ApplyEvent } from "../executors/events.ts";

/** One event as one line of NDJSON (schema/events.schema.json), line break included. `type`, `seq` and `time` come first. */
export function eventJson(event: ApplyEvent): string {
  const { type, seq, time, ...rest } = event;
  return `${JSON.stringify({ type, seq, time, ...rest })}\n`;
}
