import { appendFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll } from "vitest";

/** Set by `npm run fuzz` (scripts/fuzz.mjs): how long one search may take, and where it begins. */
const SECONDS = Number(process.env["MESHPLAN_FUZZ_SECONDS"] ?? 0);
const SEED = process.env["MESHPLAN_FUZZ_SEED"];

const IS_LONG = SECONDS > 0;
/** Milliseconds for the test itself. */
export const TIME = IS_LONG ? SECONDS * 1000 + 120_000 : 60_000;

/** Milliseconds after which one try counts as hanging; every bound of meshplan that a try can meet is shorter, or paused. */
export const HANGS = 30_000;

/** How the tries of this file ended, by code; "done" where there was a result. */
const ends = new Map<string, number>();

/** One try more, for the figures that `npm run fuzz` prints. */
export function countEnd(end: string): void {
  ends.set(end, (ends.get(end) ?? 0) + 1);
}

afterAll(() => {
  const report = process.env["MESHPLAN_FUZZ_REPORT"];
  if (report === undefined) return;
  const tries = [...ends.values()].reduce((sum, one) => sum + one, 0);
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  appendFileSync(
    report,
    `${JSON.stringify({ tries, memory, ends: Object.fromEntries([...ends].sort()) })}\n`,
  );
});

type FuzzParameters = Pick<fc.Parameters<unknown>, "seed" | "numRuns" | "plugins">;

/** As many tries as `npm test` has time for, or as many as the time of a search allows. fast-check prints the seed of a find. */
export function fuzzing(usual: number): FuzzParameters {
  const seed = SEED === undefined ? {} : { seed: Number(SEED) };
  if (!IS_LONG) return { ...seed, numRuns: usual };
  const plugins = [fc.interruptAfterTimeLimit(SECONDS * 1000, { failOnInterrupt: false })];
  return { ...seed, numRuns: 1e9, plugins };
}
