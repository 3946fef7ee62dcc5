import type { Clock } from "../../ports.ts";
import { onAbort } from "./abort.ts";

/** The machine's clock. A sleep ends early, without an error, when its signal aborts: the caller looks at the signal. */
export function systemClock(): Clock {
  return { now: () => Date.now(), sleep };
}

async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const forget = onAbort(signal, end);
  });
}
