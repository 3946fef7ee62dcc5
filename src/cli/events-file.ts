import { type FileHandle, open } from "node:fs/promises";
import { MeshplanError } from "../errors.ts";
import type { ApplyEvent } from "../executors/events.ts";
import { eventJson } from "../report/events-json.ts";

/** Copies the event stream into a file while it passes by. */
export interface EventsFile {
  tee(events: AsyncIterable<ApplyEvent>): AsyncIterable<ApplyEvent>;
  close(): Promise<void>;
}

/** Every event is in the file before it is shown, so that the file of a killed run tells all that was seen. */
export async function eventsFile(path: string | undefined): Promise<EventsFile> {
  if (path === undefined) return { tee: (events) => events, close: () => Promise.resolve() };
  const file = await opened(path);
  return {
    async *tee(events) {
      for await (const event of events) {
        await file.write(eventJson(event));
        yield event;
      }
    },
    close: () => file.close(),
  };
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, "w", 0o600);
  } catch (cause) {
    throw new MeshplanError("MP9006", `${path} cannot be written`, {
      nextSteps: ["choose another path for --events"],
      cause,
    });
  }
}
