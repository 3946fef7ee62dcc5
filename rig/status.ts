import { readFileSync } from "node:fs";
import { say } from "./output.ts";
import type { Place } from "./place.ts";
import { startedProcesses } from "./process-book.ts";

const KIBIBYTES_PER_MEBIBYTE = 1024;

/** Prints every process of the rig with its memory, and the sum. */
export function printStatus(place: Place): void {
  let sum = 0;
  for (const { name, pid, alive } of startedProcesses(place)) {
    const resident = alive ? residentMebibytes(pid) : 0;
    sum += resident;
    const memory = alive ? `${resident.toFixed(0).padStart(5)} MiB` : "ended";
    say(`${name.padEnd(24)} pid ${String(pid).padEnd(8)} ${memory}`);
  }
  say(`${"total".padEnd(24)}     ${"".padEnd(8)} ${sum.toFixed(0).padStart(5)} MiB`);
}

function residentMebibytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / KIBIBYTES_PER_MEBIBYTE;
}
