import { type Problem, printProblem } from "../diagnostics/print.ts";
import { MeshplanError } from "../errors.ts";
import {
  appliedBefore,
  type AppliedBefore,
  type ClusterRecord,
  type Told,
} from "../executors/lock/applied-before.ts";
import { LOCK } from "../planner/lock.ts";
import { commandLine } from "../util/command-line.ts";
import { selection, type SelectionFlags } from "./selection.ts";
import type { Output } from "./output.ts";

/** A saved plan that is about to be applied. */
interface SavedOne {
  readonly path: string;
  readonly digest: string;
  /** ISO 8601. */
  readonly created: string;
  /** The mesh file it was made from. */
  readonly file: string;
  /** The flags of this run: no plan keeps how one machine calls a cluster. */
  readonly flags: SelectionFlags;
}

/**
 * Refuses a saved plan that, as the clusters remember, was applied to its end: MP9145, or MP9146 where they have forgotten that
 * time. If only some of them remember it, the plan goes ahead, and MP9147 says so on stderr. Called under the lock, so that the
 * same plan cannot be applied meanwhile.
 */
export async function refuseReplay(
  records: readonly ClusterRecord[],
  plan: SavedOne,
  output: Output,
): Promise<void> {
  const before = appliedBefore(records, { digest: plan.digest, made: plan.created });
  if (before.kind === "yes") throw applied(before.told, plan);
  if (before.kind === "forgotten") throw forgotten(before.clusters, plan);
  if (before.kind === "no") return;
  await output.printError(printProblem(partly(before, plan), output.errorStyle));
}

function applied(told: readonly Told[], plan: SavedOne): MeshplanError {
  const ends = told.map((one) => `${endText(one)} (${one.clusters.join(", ")})`);
  return new MeshplanError(
    "MP9145",
    `${planText(plan)} was applied to its end already, ${ends.join("; ")}. Nothing was written.`,
    { object: LOCK, nextSteps: nextSteps(plan) },
  );
}

function forgotten(clusters: readonly string[], plan: SavedOne): MeshplanError {
  return new MeshplanError(
    "MP9146",
    `whether ${planText(plan)} was applied already is not known: the applies since then are more than ${clusters.join(", ")} ${clusters.length === 1 ? "remembers" : "remember"}. Nothing was written.`,
    { object: LOCK, nextSteps: nextSteps(plan) },
  );
}

function partly(
  { told, others }: Extract<AppliedBefore, { kind: "partly" }>,
  plan: SavedOne,
): Problem {
  const known = told.map((one) => `${one.clusters.join(", ")} (${endText(one)})`);
  const unknown = others.map(({ cluster, isNew }) =>
    isNew ? `${cluster} (its Lease was deleted since)` : cluster,
  );
  return {
    code: "MP9147",
    message: `${planText(plan)} was applied to its end by the record of ${known.join("; ")}, and not by that of ${unknown.join(", ")}; the apply continues`,
    object: LOCK,
    nextSteps: ["to bring back nothing that was changed since: interrupt it, and plan again"],
  };
}

function planText({ path, created }: SavedOne): string {
  return `${path === "-" ? "the plan" : path}, made at ${created},`;
}

/** `at 2026-01-01T12:00:00.000Z by run 0b1c… on host ci-3`. */
function endText({ run: { finished, run, host } }: Told): string {
  const by = run === "" ? "" : ` by run ${run}`;
  return `at ${finished}${by}${host === "" ? "" : ` on host ${host}`}`;
}

function nextSteps({ path, file, flags }: SavedOne): readonly string[] {
  return [
    `see what is to do now: ${commandLine`meshplan plan ${file} ${selection("plan", flags)}`}`,
    `to apply this plan once more all the same: ${commandLine`meshplan apply ${path} --replay ${selection("apply", flags)}`}`,
  ];
}
