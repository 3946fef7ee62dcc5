import type { ApplyEvent } from "../executors/events.ts";
import { APPLY_NOT_STARTED, type ApplyState, reduceApply } from "../report/apply-state.ts";
import { shown } from "../report/shown.ts";
import type { WindowSize } from "./ink-stdout.ts";
import { type TranscriptLine, transcriptLine } from "./transcript.ts";

/** Everything the screen draws at one moment. */
interface ApplySnapshot {
  readonly state: ApplyState;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Counts the frames of the spinner. */
  readonly frame: number;
  readonly transcript: readonly TranscriptLine[];
  /** How often Ctrl-C was pressed. */
  readonly interrupts: number;
  readonly size: WindowSize;
  /** Nothing is drawn any more below the transcript. */
  readonly ended: boolean;
}

/** One beat for everything that moves: the spinner, elapsed times, and changes by the events of the beat. */
const TICK_MILLISECONDS = 100;

/**
 * Collects events and hands them to React once per beat: a flood of events costs ten drawings a second, not thousands.
 *
 * The size of the window is the exception: it is passed on at once, because a frame of the old height would scroll.
 */
export class ApplyStore {
  #snapshot: ApplySnapshot;
  #state: ApplyState = APPLY_NOT_STARTED;
  #transcript: TranscriptLine[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #now: () => number;

  constructor(size: WindowSize, now: () => number) {
    this.#now = now;
    this.#snapshot = {
      state: this.#state,
      now: now(),
      frame: 0,
      transcript: [],
      interrupts: 0,
      size,
      ended: false,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): ApplySnapshot => this.#snapshot;

  start(): void {
    this.#timer ??= setInterval(() => this.#beat(), TICK_MILLISECONDS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Shown with the next beat. */
  push(pushed: ApplyEvent): void {
    const event = shown(pushed);
    this.#state = reduceApply(this.#state, event);
    const line = transcriptLine(this.#state, event);
    if (line !== undefined) this.#transcript = [...this.#transcript, line];
  }

  /** Returns how often it has been pressed. */
  interrupt(): number {
    this.#publish({ interrupts: this.#snapshot.interrupts + 1 });
    return this.#snapshot.interrupts;
  }

  resize(size: WindowSize): void {
    this.#publish({ size });
  }

  /** Shows everything that has happened and takes the live part off the screen. */
  end(): ApplyState {
    this.stop();
    this.#publish({ state: this.#state, transcript: this.#transcript, ended: true });
    return this.#state;
  }

  #beat(): void {
    this.#publish({
      state: this.#state,
      transcript: this.#transcript,
      now: this.#now(),
      frame: this.#snapshot.frame + 1,
    });
  }

  #publish(change: Partial<ApplySnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}
