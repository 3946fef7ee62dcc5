import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";

/** A process as everybody on the machine with the rights of its user can see it. */
export interface Seen {
  /** The script that it runs, or that started it. */
  readonly name: string;
  readonly cmdline: string;
  readonly environ: string;
}

export interface Children {
  /** First line of a script of sh that is to be looked at: it waits until it was. */
  readonly gate: string;
  /** Where `started.cjs` notes the processes that meshplan started. */
  readonly started: string;
  /** Everything seen since the last call, and processes that were started and never seen. */
  take(): { readonly seen: readonly Seen[]; readonly missed: readonly string[] };
  close(): void;
}

/**
 * Looks from outside, through /proc, at every process that a command starts, while it runs: the stand-ins of plug-ins, renderers and
 * commands wait at a gate, which opens once they, and all between them and the test, were looked at.
 */
export function watchChildren(folder: string): Children {
  const gates = join(folder, "gates");
  const started = join(folder, "started");
  mkdirSync(gates);
  const seen = new Map<string, Seen>();
  const open = new Map<string, number>();
  const look = (): void => {
    for (const pid of readdirSync(gates).filter((name) => !open.has(name))) {
      for (const [each, process] of descendants()) seen.set(each, process);
      // Opened for both, so that nobody waits for the other end here; the text stays until it is read.
      const gate = openSync(join(gates, pid), "r+");
      open.set(pid, gate);
      writeSync(gate, "go\n");
    }
  };
  const watcher = watch(gates, look);
  return {
    gate: `mkfifo "${gates}/$$" && read -r go < "${gates}/$$"`,
    started,
    take: () => {
      const pids = existsSync(started) ? readFileSync(started, "utf8").trim().split("\n") : [];
      const all = [...seen.values()];
      const missed = pids.filter((pid) => !seen.has(pid));
      for (const [pid, gate] of open) {
        closeSync(gate);
        rmSync(join(gates, pid));
      }
      open.clear();
      rmSync(started, { force: true });
      seen.clear();
      return { seen: all, missed };
    },
    close: () => {
      watcher.close();
    },
  };
}

/** Everything that descends from this process, however many sessions are between. */
function descendants(): ReadonlyMap<string, Seen> {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [pid, parentOf(pid)]),
  );
  const isOurs = (pid: string | undefined): boolean =>
    pid !== undefined && (pid === String(process.pid) || isOurs(parents.get(pid)));
  const scriptOf = (pid: string | undefined): string | undefined =>
    pid === undefined
      ? undefined
      : (wordsOf(pid).find((word) => /\.(sh|js)$/.test(word)) ?? scriptOf(parents.get(pid)));
  const ours = [...parents.keys()].filter((pid) => isOurs(parents.get(pid)));
  return new Map(
    ours.map((pid) => {
      const name = basename(scriptOf(pid) ?? "");
      return [pid, { name, cmdline: readOf(pid, "cmdline"), environ: readOf(pid, "environ") }];
    }),
  );
}

/** Also those of a command line within one, as `script` has it. */
function wordsOf(pid: string): readonly string[] {
  return readOf(pid, "cmdline").split(/[\0 ]/);
}

function parentOf(pid: string): string | undefined {
  // The name, in brackets, may hold anything.
  return /.*\) \S (\d+)/.exec(readOf(pid, "stat"))?.[1];
}

/** Of a process that has ended meanwhile there is nothing. */
function readOf(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}
