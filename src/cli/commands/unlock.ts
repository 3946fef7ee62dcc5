import { locksOf } from "../../engine/lock-plan.ts";
import { holderText } from "../../executors/lock/acquire.ts";
import { breakLocks, requireGone, type SeenLock } from "../../executors/lock/unlock.ts";
import { printable, printableLines } from "../../util/printable.ts";
import { commandLine } from "../../util/command-line.ts";
import { visibleText } from "../../util/visible-text.ts";
import { atItsLine } from "../at-its-line.ts";
import { type Answer, ask } from "../ask.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { requirePlanPaths } from "../input-paths.ts";
import { loadInput } from "../load-input.ts";
import type { Output } from "../output.ts";
import type { UnlockFlags } from "../flags.ts";
import { selection } from "../selection.ts";
import { UsageError } from "../usage-error.ts";
import { withContexts } from "../with-contexts.ts";
import { allPorts } from "../wire.ts";

/** `meshplan unlock`: shows who holds the lock of each cluster, and takes it away from holders that are gone. */
export async function unlock(path: string, flags: UnlockFlags, output: Output): Promise<ExitCode> {
  const ports = await allPorts(flags, output);
  try {
    const input = await loadInput(ports.files, path, output, flags);
    if (input.kind === "refused") return EXIT.failed;
    if (input.kind === "plan") await requirePlanPaths(input.plan, path, flags.allowPath ?? []);
    const { clusters } =
      input.kind === "plan"
        ? withContexts(input.plan, flags.context, "plan")
        : withContexts(input.mesh, flags.context, "mesh file");
    const asking = locksOf(ports, clusters);
    const locks = await (input.kind === "plan"
      ? asking
      : atItsLine(asking, { ...input, contexts: flags.context }));
    await output.print(printableLines(locks.map(lockLine)));
    const held = locks.filter(({ state }) => state !== undefined);
    if (held.length === 0) return EXIT.done;
    if (flags.force !== true) {
      requireGone(
        held,
        `take it away all the same: ${commandLine`meshplan unlock ${path} --force ${selection("unlock", flags)}`}`,
      );
      const answer = await consent(flags, output);
      if (answer !== "yes") {
        await output.print(printable`Nothing was unlocked.`);
        return answer === "interrupted" ? EXIT.interrupted : EXIT.failed;
      }
    }
    await breakLocks(held, ports);
    const names = held.map(({ target }) => target.cluster).join(", ");
    await output.print(printable`Unlocked ${names}.`);
    return EXIT.done;
  } finally {
    ports.clusters.close();
  }
}

function lockLine({ target, state, isAlive }: SeenLock): string {
  const { cluster } = target;
  if (state?.holder === undefined) return visibleText(`${cluster}: not locked`);
  const life =
    isAlive === undefined
      ? "; whether it still runs cannot be told here"
      : isAlive
        ? "; it runs on this machine"
        : "; it is dead";
  return visibleText(`${cluster}: ${holderText(state.holder)}${life}`);
}

async function consent(flags: UnlockFlags, output: Output): Promise<Answer> {
  if (flags.autoApprove === true) return "yes";
  if (!output.stdin.isTTY || !output.stdout.isTTY)
    throw new UsageError("nobody can be asked here", "give --auto-approve, or --force");
  return await ask(printable`Take these locks away?`, "stdout", output);
}
