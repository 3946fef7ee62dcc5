/** One vertex of the graph; the scheduler does not know what it does. */
export interface Vertex {
  readonly id: string;
  readonly cluster: string;
  readonly needs: readonly string[];
  /** False for an action that only waits: it needs no slot. */
  readonly writes: boolean;
}

/** How many actions may write at the same time. Waiting actions are not counted. */
interface Limits {
  readonly total: number;
  readonly perCluster: number;
}

/** `left`: given up by an interrupt; it neither frees nor skips what needs it. */
export type Outcome = "changed" | "unchanged" | "failed" | "left";
interface Skip {
  readonly id: string;
  /** The action that failed: the root cause, never another skipped action. */
  readonly because: string;
}

interface Entry extends Vertex {
  readonly order: number;
  readonly dependents: Entry[];
  /** The number of vertices on the longest path from here to an end of the graph, including this one. */
  depth: number;
  open: number;
  phase: "blocked" | "ready" | "writing" | "waiting" | "ended";
}

/**
 * Decides which action may start next. It is pure bookkeeping without time, promises or clusters, so that another engine can
 * drive the same decisions.
 *
 * ```
 * blocked ──last need ended──→ ready ──start()──→ writing ──written()──→ waiting ──finish()──→ ended
 *    └──a need failed───────────────────────────────(finish(failed))──────────────────────────→ skipped
 * ```
 * Ready actions start longest remaining path first, then by id. An action holds a slot only while it writes, so one that waits
 * for a load balancer keeps no other from working. After `interrupt` nothing starts and nothing is skipped any more, and every
 * waiting action ends as `left`.
 */
export class Scheduler {
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #limits: Limits;
  readonly #ready: Entry[] = [];
  readonly #writing = new Map<string, number>();
  #taken = 0;
  #running = 0;
  #ended = 0;
  #interrupted = false;

  constructor(vertices: readonly Vertex[], limits: Limits) {
    this.#limits = limits;
    this.#entries = link(vertices);
    for (const entry of this.#entries.values()) if (entry.open === 0) this.#makeReady(entry);
  }

  /** The actions that start now, in order. Call again after every `written` and `finish`. */
  start(): readonly string[] {
    if (this.#interrupted) return [];
    const started: string[] = [];
    for (let index = 0; index < this.#ready.length;) {
      const entry = this.#ready[index];
      if (entry === undefined || (entry.writes && !this.#takeSlot(entry))) {
        index += 1;
        continue;
      }
      this.#ready.splice(index, 1);
      entry.phase = entry.writes ? "writing" : "waiting";
      this.#running += 1;
      started.push(entry.id);
    }
    return started;
  }

  /** The action has nothing left to write: its slot is free. */
  written(id: string): void {
    const entry = this.#entry(id);
    if (entry.phase !== "writing") return;
    entry.phase = "waiting";
    this.#taken -= 1;
    this.#writing.set(entry.cluster, this.#writingOn(entry.cluster) - 1);
  }

  /** Ends an action that runs. Returns the actions that can no longer run because of it, in the plan's order. */
  finish(id: string, outcome: Outcome): readonly Skip[] {
    const entry = this.#entry(id);
    if (entry.phase !== "writing" && entry.phase !== "waiting")
      throw new Error(`internal: ${id} ended while ${entry.phase}`);
    this.written(id);
    this.#end(entry);
    this.#running -= 1;
    if (outcome === "left") return [];
    if (outcome === "failed") return this.#interrupted ? [] : this.#skipDependents(entry);
    for (const dependent of entry.dependents) {
      dependent.open -= 1;
      if (dependent.open === 0 && dependent.phase === "blocked") this.#makeReady(dependent);
    }
    return [];
  }

  /**
   * Starts nothing more. Returns the actions that still write, and those that will not be finished: they have not started, or
   * they wait and are to be ended as `left`. Both are in the plan's order.
   */
  interrupt(): { readonly running: readonly string[]; readonly left: readonly string[] } {
    this.#interrupted = true;
    const entries = [...this.#entries.values()];
    const ids = (...phases: Entry["phase"][]) =>
      entries.filter((entry) => phases.includes(entry.phase)).map((entry) => entry.id);
    return { running: ids("writing"), left: ids("blocked", "ready", "waiting") };
  }

  /** Nothing runs and nothing will start. */
  get finished(): boolean {
    return this.#running === 0 && (this.#interrupted || this.#ended === this.#entries.size);
  }

  #skipDependents(failed: Entry): readonly Skip[] {
    const skipped: Entry[] = [];
    const reached = [failed];
    for (const entry of reached)
      for (const dependent of entry.dependents) {
        if (dependent.phase !== "blocked") continue;
        this.#end(dependent);
        skipped.push(dependent);
        reached.push(dependent);
      }
    return skipped
      .sort((a, b) => a.order - b.order)
      .map((entry) => ({ id: entry.id, because: failed.id }));
  }

  #end(entry: Entry): void {
    entry.phase = "ended";
    this.#ended += 1;
  }

  #makeReady(entry: Entry): void {
    entry.phase = "ready";
    let low = 0;
    let high = this.#ready.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#ready[middle];
      if (other !== undefined && before(other, entry)) low = middle + 1;
      else high = middle;
    }
    this.#ready.splice(low, 0, entry);
  }

  #takeSlot({ cluster }: Entry): boolean {
    const here = this.#writingOn(cluster);
    if (this.#taken >= this.#limits.total || here >= this.#limits.perCluster) return false;
    this.#taken += 1;
    this.#writing.set(cluster, here + 1);
    return true;
  }

  #writingOn(cluster: string): number {
    return this.#writing.get(cluster) ?? 0;
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new Error(`internal: no action ${id} in this plan`);
    return entry;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.depth !== b.depth ? a.depth > b.depth : a.id < b.id;
}

/** Builds the graph; vertices may come in any order. */
function link(vertices: readonly Vertex[]): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  vertices.forEach((vertex, order) => {
    if (entries.has(vertex.id)) throw new Error(`internal: ${vertex.id} is in the plan twice`);
    const needs = [...new Set(vertex.needs)];
    const open = needs.length;
    entries.set(vertex.id, {
      ...vertex,
      needs,
      order,
      dependents: [],
      depth: 1,
      open,
      phase: "blocked",
    });
  });
  for (const entry of entries.values())
    for (const id of entry.needs) {
      const need = entries.get(id);
      if (need === undefined)
        throw new Error(`internal: ${entry.id} needs ${id}, which is not in the plan`);
      need.dependents.push(entry);
    }
  measureDepth(entries);
  return entries;
}

/** Walks from the ends of the graph to its beginnings, without recursion: long chains must not end the process. */
function measureDepth(entries: ReadonlyMap<string, Entry>): void {
  const open = new Map([...entries.values()].map((entry) => [entry, entry.dependents.length]));
  const done = [...entries.values()].filter((entry) => entry.dependents.length === 0);
  for (const entry of done)
    for (const id of entry.needs) {
      const need = entries.get(id);
      if (need === undefined) continue;
      need.depth = Math.max(need.depth, entry.depth + 1);
      const left = (open.get(need) ?? 0) - 1;
      open.set(need, left);
      if (left === 0) done.push(need);
    }
  if (done.length !== entries.size) throw new Error("internal: cycle in a finished plan");
}
