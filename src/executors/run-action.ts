import type { ActionData, ActionPorts } from "./context.ts";
import { write } from "./kinds/index.ts";
import { runWait } from "./waits/run-wait.ts";

/** Does one action: its writes, then its waits. Safe to repeat. Ends with the reason of a signal where one cut it short. */
export async function runAction(data: ActionData, ports: ActionPorts): Promise<void> {
  const { action, pending } = data;
  const context = { ...data, ...ports };
  await write(action.kind, context);
  if (pending.length > 0) await ports.lock.check(action.cluster);
  await ports.written();
  for (const wait of action.waits) await runWait(wait, context);
}
