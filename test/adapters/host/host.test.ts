import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { thisHost } from "../../../src/adapters/host/host.ts";
import type { ProcessIdentity } from "../../../src/ports.ts";

/** A program that waits to be ended, as the lock would name it. */
async function running(): Promise<{ identity: ProcessIdentity; end: () => Promise<void> }> {
  const code = `process.stdout.write("up"); setInterval(() => undefined, 1e6)`;
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  const { self } = thisHost();
  const pid = child.pid ?? 0;
  return {
    identity: { ...self, pid, started: startedOf(pid) },
    end: async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** Field 22 of proc_pid_stat(5), read another way than the adapter reads it. */
function startedOf(pid: number): string {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
  return /^\d+ \(.*\) (?:\S+ ){19}(\d+) /s.exec(stat)?.[1] ?? "";
}

describe("the machine", () => {
  test("names this process so that only this one is meant", () => {
    const host = thisHost();
    const { self } = host;
    expect(self.pid).toBe(process.pid);
    if (process.platform !== "linux") expect(host.isAlive(self)).toBeUndefined();
    else {
      expect(host.isAlive(self)).toBe(true);
      // The same number, given away anew.
      expect(host.isAlive({ ...self, started: `${self.started}0` })).toBe(false);
    }
  });

  test("says nothing of processes of other machines, containers and starts", () => {
    const host = thisHost();
    const { self } = host;
    for (const other of [
      { ...self, bootId: "another" },
      { ...self, pidNamespace: "pid:[0]" },
      { ...self, started: "" },
      { ...self, pid: 0.5 },
    ])
      expect(host.isAlive(other)).toBeUndefined();
  });

  test("knows a process that was killed", async () => {
    if (process.platform !== "linux") {
      expect(thisHost().self.bootId).toBe("");
      return;
    }
    const { identity, end } = await running();
    expect(thisHost().isAlive(identity)).toBe(true);
    await end();
    expect(thisHost().isAlive(identity)).toBe(false);
  });
});
