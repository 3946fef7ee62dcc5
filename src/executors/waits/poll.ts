import type { ObjectRef } from "../../kube/object.ts";
import type { WaitContext } from "./wait-context.ts";

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;

/** Asks repeatedly for what no watch can tell: soon at first, then every two seconds. */
export async function poll<T>(
  { clock, signal, saw }: Pick<WaitContext, "clock" | "signal" | "saw">,
  ask: () => Promise<{ readonly found: T } | { readonly saw: string; readonly of?: ObjectRef }>,
): Promise<T> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    signal.throwIfAborted();
    const sight = await ask();
    if ("found" in sight) return sight.found;
    saw(sight.saw, sight.of);
    await clock.sleep(pause, signal);
  }
}
