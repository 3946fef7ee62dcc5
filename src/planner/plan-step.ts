/** What comes before the first write, for whoever waits for it: told at the start of a stage and after each piece of it. */
export interface PlanStep {
  readonly doing: "read" | "render" | "compare" | "recheck";
  readonly done: number;
  readonly total: number;
}

/** Hears of steps. It is called often, so it has to be quick. */
export type OnStep = (step: PlanStep) => void;

/** Tells of one stage: that it begins, and of each piece that came to its end, well or badly. */
export function countSteps(
  doing: PlanStep["doing"],
  total: number,
  onStep: OnStep = () => undefined,
): <T>(piece: Promise<T>) => Promise<T> {
  let done = 0;
  onStep({ doing, done, total });
  return (piece) =>
    piece.finally(() => {
      done += 1;
      onStep({ doing, done, total });
    });
}
