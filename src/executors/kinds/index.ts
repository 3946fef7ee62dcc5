import type { ActionKind } from "../../planner/action.ts";
import type { ActionContext } from "../context.ts";
import { apply } from "./apply.ts";
import type { Executor } from "./executor.ts";
import { readerToken } from "./reader-token.ts";
import { remoteSecret } from "./remote-secret.ts";
import { trust } from "./trust.ts";
import { wait } from "./wait.ts";

const EXECUTORS: { readonly [K in ActionKind]: Executor<K> } = {
  apply,
  trust,
  "reader-token": readerToken,
  "remote-secret": remoteSecret,
  wait,
};

/** Runs the writing part of an action of any kind. */
export function write<K extends ActionKind>(kind: K, context: ActionContext<K>): Promise<void> {
  const executor: Executor<K> = EXECUTORS[kind];
  return executor(context);
}
