import { openLog } from "../adapters/host/write-file.ts";
import type { MeshplanError } from "../errors.ts";
import type { ApplyEvent, ApplyOutcome } from "../executors/events.ts";
import { eventJson } from "../report/events-json.ts";
import { lostOutput } from "./lost-output.ts";

/** Copies the events of a run into the file of `--events`, if there is one, while they pass through. */
export interface EventsFile {
  tee(events: AsyncIterable<ApplyEvent>): AsyncIterable<ApplyEvent>;
  /** Writes and returns the one event of a run that executed nothing; undefined if other events passed through. */
  conclude(outcome: ApplyOutcome, time: string): Promise<ApplyEvent | undefined>;
  /** Returns the error that kept the file from being complete, if there was one: MP9011. */
  close(): Promise<MeshplanError | undefined>;
}

/**
 * Empties the file. Every event is in it before it is shown, so that the file of a killed run has everything that was seen.
 *
 * A file that cannot be written any more never ends the run: nothing more is written to it, so that there is no gap in it, and
 * `close` reports it. Throws MP9006 or MP9017 where it cannot be opened, which is before the first write to a cluster.
 */
export async function eventsFile(path: string | undefined): Promise<EventsFile> {
  const file = path === undefined ? undefined : await openLog(path);
  let isSilent = true;
  let lost: MeshplanError | undefined;
  const attempt = async (step: () => Promise<void> | undefined): Promise<void> => {
    try {
      await step();
    } catch (cause) {
      lost ??= lostOutput(path ?? "", cause);
    }
  };
  const keep = async (event: ApplyEvent): Promise<void> => {
    isSilent = false;
    if (lost === undefined) await attempt(() => file?.append(eventJson(event)));
  };
  return {
    async *tee(events) {
      for await (const event of events) {
        await keep(event);
        yield event;
      }
    },
    conclude: async (outcome, time) => {
      if (!isSilent) return undefined;
      const event = { type: "apply-finished", seq: 1, time, outcome, objectsWritten: 0 } as const;
      await keep(event);
      return event;
    },
    close: async () => {
      await attempt(() => file?.close());
      return lost;
    },
  };
}
