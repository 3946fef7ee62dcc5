import { randomUUID } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Host, ProcessIdentity } from "../../ports.ts";
import { readProc, statOf } from "./proc.ts";

/**
 * The machine this process runs on. Linux tells all of a process; elsewhere only its number and host are known, and whether
 * another one is alive is left open.
 */
export function thisHost(): Host {
  const self: ProcessIdentity = {
    host: hostname(),
    bootId: readProc("sys/kernel/random/boot_id").trim(),
    pidNamespace: link("/proc/self/ns/pid"),
    pid: process.pid,
    started: startOf(process.pid) ?? "",
  };
  return {
    self,
    isAlive: (other) => isAlive(self, other),
    monotonic: () => performance.now(),
    newId: () => randomUUID(),
  };
}

function isAlive(self: ProcessIdentity, other: ProcessIdentity): boolean | undefined {
  const isKnown = self.bootId !== "" && self.pidNamespace !== "" && other.started !== "";
  const isHere = other.bootId === self.bootId && other.pidNamespace === self.pidNamespace;
  if (!isKnown || !isHere || !Number.isSafeInteger(other.pid)) return undefined;
  return startOf(other.pid) === other.started;
}

/** Undefined for one that is gone or only waits to be buried. */
function startOf(pid: number): string | undefined {
  const { state, started } = statOf(pid) ?? {};
  return state === "Z" || state === "X" ? undefined : started;
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
