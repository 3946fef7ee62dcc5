import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Host, ProcessIdentity } from "../ports.ts";

/**
 * The machine this process runs on. Linux tells all of a process; elsewhere only its number and host are known, and whether
 * another one is alive is left open.
 */
export function thisHost(): Host {
  const self: ProcessIdentity = {
    host: hostname(),
    bootId: read("/proc/sys/kernel/random/boot_id").trim(),
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

/**
 * When a process started, in ticks since the machine did; undefined for one that is gone or only waits to be buried.
 * Source: proc_pid_stat(5). The name of the program, in parentheses, may hold anything.
 */
function startOf(pid: number): string | undefined {
  const stat = read(`/proc/${String(pid)}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, started] = [fields[0], fields[19]];
  return started === undefined || state === "Z" || state === "X" ? undefined : started;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
