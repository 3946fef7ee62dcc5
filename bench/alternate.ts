import { say } from "./say.ts";
import { type Summary, summaryOf } from "./stats.ts";

/** One way to do the job: does it once and says how many milliseconds it took. */
export interface Contender {
  readonly name: string;
  readonly run: () => Promise<number>;
}

export interface Rounds {
  readonly count: number;
  /** Rounds before them that are thrown away: caches of the machine and of the contenders get warm. */
  readonly warmUp?: number;
}

/**
 * Lets contenders take turns, so that whatever else the machine does hits all of them alike. Every second round goes
 * backwards: nobody always comes first. The summaries stand in the order of the contenders.
 */
export async function alternate(
  contenders: readonly Contender[],
  { count, warmUp = 0 }: Rounds,
): Promise<readonly Summary[]> {
  const times = new Map(contenders.map(({ name }) => [name, Array.of<number>()]));
  for (let round = -warmUp; round < count; round++) {
    const order = round % 2 === 0 ? contenders : [...contenders].reverse();
    for (const { name, run } of order) {
      const milliseconds = await run();
      if (round < 0) continue;
      times.get(name)?.push(milliseconds);
      if (milliseconds >= WORTH_A_LINE) sayRound(round, count, name, milliseconds);
    }
  }
  return contenders.map(({ name }) => summaryOf(times.get(name) ?? []));
}

const WORTH_A_LINE = 300;

function sayRound(round: number, count: number, name: string, milliseconds: number): void {
  say(`  ${round + 1}/${count}  ${(milliseconds / 1000).toFixed(2)} s  ${name}`);
}
