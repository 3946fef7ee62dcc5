import { type FileHandle, open } from "node:fs/promises";
import { systemErrorCode, systemErrorReason } from "../adapters/system-error.ts";
import { MeshplanError } from "../errors.ts";
import type { ApplyEvent } from "../executors/events.ts";
import { eventJson } from "../report/events-json.ts";
import { lostOutput } from "./lost-output.ts";

/** Copies the event stream into a file while it passes by. */
export interface EventsFile {
  tee(events: AsyncIterable<ApplyEvent>): AsyncIterable<ApplyEvent>;
  /** Gives what kept the file from being whole, if something did: MP9011. */
  close(): Promise<MeshplanError | undefined>;
}

/**
 * Every event is in the file before it is shown, so that the file of a killed run tells all that was seen.
 *
 * A file that takes no more never ends the run: nothing more is written to it, so that there is no gap in it, and `close`
 * tells. Throws MP9006 where it cannot be opened, which is before the first write to a cluster.
 */
export async function eventsFile(path: string | undefined): Promise<EventsFile> {
  if (path === undefined)
    return { tee: (events) => events, close: () => Promise.resolve(undefined) };
  const file = await opened(path);
  let lost: MeshplanError | undefined;
  const attempt = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (cause) {
      lost ??= lostOutput(path, cause);
    }
  };
  return {
    async *tee(events) {
      for await (const event of events) {
        // Not `write`, which a nearly full disk ends early without an error.
        if (lost === undefined) await attempt(() => file.appendFile(eventJson(event)));
        yield event;
      }
    },
    close: async () => {
      await attempt(() => file.close());
      return lost;
    },
  };
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, "w", 0o600);
  } catch (cause) {
    const reason = systemErrorReason(systemErrorCode(cause));
    throw new MeshplanError("MP9006", `${path} cannot be written: ${reason}`, {
      nextSteps: ["choose another path for --events"],
      cause,
    });
  }
}
