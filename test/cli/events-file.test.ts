import { execFileSync } from "node:child_process";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventsFile } from "../../src/cli/events-file.ts";
import type { ApplyEvent } from "../../src/executors/events.ts";
import { temporaryFolder } from "../adapters/kubernetes/api-server.ts";

/** More than a pipe holds, in events of which each is larger than what goes into one at once. */
const COUNT = 400;
async function* manyEvents(): AsyncGenerator<ApplyEvent> {
  for (let seq = 1; seq <= COUNT; seq += 1)
    yield await Promise.resolve({
      type: "action-note",
      seq,
      note: "x".repeat(10_000),
    } as unknown as ApplyEvent);
}

test(
  "a pipe that somebody opens and does not read loses events and holds no run",
  { timeout: 60_000 },
  async () => {
    const path = join(await temporaryFolder(), "pipe");
    execFileSync("mkfifo", [path]);
    const idle = await open(path, "r+");
    const file = await eventsFile(path);
    let passed = 0;
    for await (const event of file.tee(manyEvents())) passed = event.seq;
    expect(passed).toBe(COUNT);
    expect(await file.close()).toMatchObject({
      code: "MP9011",
      message: `${path} could not be written to its end: nobody reads it any more`,
    });
    await idle.close();
  },
);
