import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { at, parseJson } from "./json.ts";
import { logPath, type Place } from "./place.ts";
import { RigError } from "./rig-error.ts";

/** A process the rig started. The start time guards against a pid that was given to somebody else since. */
interface Entry {
  readonly name: string;
  readonly pid: number;
  readonly startTicks: string;
}

export interface StartOptions {
  /** Network namespace; the rig's own by default. */
  readonly namespace?: string;
  readonly cwd?: string;
  /** The whole environment apart from PATH and HOME: pods must not see this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

const STOP_POLLS = 200;
const STOP_POLL_MILLISECONDS = 25;

/** Starts a program in the background, inside the rig, with its output in the rig's log folder. */
export function startProcess(
  place: Place,
  name: string,
  command: readonly string[],
  options: StartOptions = {},
): void {
  mkdirSync(dirname(logPath(place, name)), { recursive: true });
  mkdirSync(bookFolder(place), { recursive: true });
  const log = openSync(logPath(place, name), "a");
  const namespace = options.namespace ?? place.namespace;
  // `ip netns exec` replaces itself by the program, so its pid is the program's. Detached: a process group of its own.
  const child = spawn("ip", ["netns", "exec", namespace, ...command], {
    cwd: options.cwd ?? place.home,
    detached: true,
    stdio: ["ignore", log, log],
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...options.env },
  });
  closeSync(log);
  child.unref();
  const startTicks = child.pid === undefined ? undefined : startTicksOf(child.pid);
  if (child.pid === undefined || startTicks === undefined)
    throw new RigError(`${name} did not start`);
  const entry: Entry = { name, pid: child.pid, startTicks };
  const fresh = join(place.home, `.pid-${name}`); // renamed, because others read the book meanwhile
  writeFileSync(fresh, JSON.stringify(entry));
  renameSync(fresh, join(bookFolder(place), name));
}

export function isRunning(place: Place, name: string): boolean {
  return entries(place).some((entry) => entry.name === name && isAlive(entry));
}

/** Names and pids of everything started here; `alive` tells whether it still runs. */
export function startedProcesses(
  place: Place,
): readonly { readonly name: string; readonly pid: number; readonly alive: boolean }[] {
  return entries(place).map((entry) => ({
    name: entry.name,
    pid: entry.pid,
    alive: isAlive(entry),
  }));
}

/**
 * Ends processes and whatever they started (Envoy is a child of pilot-agent), and forgets them.
 *
 * Polite first; after five seconds, or at once with `SIGKILL`, by force.
 */
export async function stopProcesses(
  place: Place,
  choose: (name: string) => boolean,
  signal: "SIGTERM" | "SIGKILL" = "SIGTERM",
): Promise<void> {
  const chosen = entries(place).filter((entry) => choose(entry.name));
  for (const entry of chosen) send(entry, signal);
  for (let poll = 0; poll < STOP_POLLS && chosen.some(isAlive); poll++) {
    await sleep(STOP_POLL_MILLISECONDS);
  }
  for (const entry of chosen) send(entry, "SIGKILL");
  for (const entry of chosen) rmSync(join(bookFolder(place), entry.name), { force: true });
}

/** Signals the process group: the leader is alive and ours, so the group is ours too. */
function send(entry: Entry, signal: "SIGTERM" | "SIGKILL"): void {
  if (!isAlive(entry)) return;
  try {
    process.kill(-entry.pid, signal);
  } catch (cause) {
    if (isAlive(entry)) throw cause; // anything else: it ended between the two lines
  }
}

function isAlive(entry: Entry): boolean {
  return startTicksOf(entry.pid) === entry.startTicks;
}

/** Field 22 of /proc/PID/stat. A zombie counts as gone: its parent may never collect it. */
function startTicksOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(") ") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function entries(place: Place): readonly Entry[] {
  if (!existsSync(bookFolder(place))) return [];
  return readdirSync(bookFolder(place)).flatMap((name) => {
    const written = parseJson(readIfThere(join(bookFolder(place), name)) ?? "null");
    const pid = at(written, "pid");
    const startTicks = at(written, "startTicks");
    return typeof pid === "number" && typeof startTicks === "string"
      ? [{ name, pid, startTicks }]
      : [];
  });
}

/** Undefined for a file that vanished since it was listed. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

const bookFolder = (place: Place): string => join(place.home, "pids");
