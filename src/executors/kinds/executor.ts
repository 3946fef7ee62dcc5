import type { Action, ActionKind } from "../../planner/action.ts";
import type { RunContext } from "../context.ts";

/** Does the writing part of one action. Safe to repeat; `runWait` runs its waits. */
export type Executor<K extends ActionKind> = (
  action: Action<K>,
  context: RunContext,
) => Promise<void>;
