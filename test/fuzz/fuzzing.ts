import { appendFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll } from "vitest";

/** Set by `npm run fuzz` (scripts/fuzz.mjs): how long one search may take, and where it begins. */
const SECONDS = Number(process.env["MESHPLAN_FUZZ_SECONDS"] ?? 0);
const SEED = process.env["MESHPLAN_FUZZ_SEED"];

/** Where there is time: what cannot be tried at random is then tried whole. */
export const IS_LONG = SECONDS > 0;
/** Milliseconds for the test itself. */
export const TIME = IS_LONG ? SECONDS * 1000 + 120_000 : 60_000;

/** Milliseconds after which one try counts as hanging; every bound of meshplan that a try can meet is shorter, or paused. */
export const HANGS = 30_000;

/** How the tries of this file ended, by code; "done" where there was a result. */
const ends = new Map<string, number>();
/** Tries of the laws of this file; some of them have no ends to tell apart. */
const tried = { times: 0 };

/** One end more, or so many of something else, for the figures that `npm run fuzz` prints. */
export function countEnd(end: string, times = 1): void {
  ends.set(end, (ends.get(end) ?? 0) + times);
}

/** One try more, where it is not fast-check that tries. */
export function countTry(): void {
  tried.times += 1;
}

afterAll(() => {
  const report = process.env["MESHPLAN_FUZZ_REPORT"];
  if (report === undefined) return;
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  const figures = { tries: tried.times, memory, ends: Object.fromEntries([...ends].sort()) };
  appendFileSync(report, `${JSON.stringify(figures)}\n`);
});

type FuzzParameters = Pick<fc.Parameters<unknown>, "seed" | "numRuns" | "plugins" | "reporter">;

/**
 * As many tries as `npm test` has time for, or as many as the time of a search allows; a file of several laws divides its time by
 * their number. fast-check prints the seed of a find.
 */
export function fuzzing(usual: number, laws = 1): FuzzParameters {
  const common = { ...seeded(), reporter };
  if (!IS_LONG) return { ...common, numRuns: usual };
  const time = (SECONDS * 1000) / laws;
  const plugins = [fc.interruptAfterTimeLimit(time, { failOnInterrupt: false })];
  return { ...common, numRuns: 1e9, plugins };
}

function seeded(): { readonly seed?: number } {
  return SEED === undefined ? {} : { seed: Number(SEED) };
}

/** So many of them, in their order: others each time, unless there is a seed. For what is too dear to be tried whole. */
export function drawn<T>(all: readonly T[], count: number): readonly T[] {
  const { seed = Date.now() } = { ...fc.readConfigureGlobal(), ...seeded() };
  const some = fc.subarray([...all], { minLength: count, maxLength: count });
  return fc.sample(some, { seed, numRuns: 1 })[0] ?? [];
}

/** Counts, and says of a failure what fast-check would. */
function reporter(details: fc.RunDetails<unknown>): void {
  tried.times += details.numRuns;
  if (details.failed)
    throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
}
