import type { ActionKind } from "../../planner/action.ts";
import type { ActionContext } from "../context.ts";

/** Does the writing part of one action. Safe to repeat; `runWait` runs its waits. */
export type Executor<K extends ActionKind> = (context: ActionContext<K>) => Promise<void>;
