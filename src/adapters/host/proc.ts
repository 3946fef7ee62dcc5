import { readdirSync, readFileSync } from "node:fs";

/** What Linux tells of a process. */
interface ProcessStat {
  /** One letter: `Z` of one that only waits to be buried. */
  readonly state: string;
  readonly parent: number;
  /** When it started, in ticks since the machine did. */
  readonly started: string;
}

/**
 * Undefined for a process that is gone, and where there is no /proc. Source: proc_pid_stat(5). The name of the program, in
 * parentheses, may hold anything.
 */
export function statOf(pid: number): ProcessStat | undefined {
  const stat = readProc(`${String(pid)}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, parent, started] = [fields[0], fields[1], fields[19]];
  if (state === undefined || parent === undefined || started === undefined) return undefined;
  return { state, parent: Number(parent), started };
}

/** Empty where there is none. */
export function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch {
    return "";
  }
}

/** Who has the process for a parent, for a parent's parent, and so on. */
export function descendantsOf(ancestor: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const pid of processes()) {
    const parent = statOf(pid)?.parent;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = new Set([ancestor]);
  for (const one of found) for (const child of children.get(one) ?? []) found.add(child);
  found.delete(ancestor);
  return [...found];
}

function processes(): readonly number[] {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}
