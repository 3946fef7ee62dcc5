import { positionAt, type Source } from "../diagnostics/source.ts";
import { PLAN_AGAIN } from "../errors.ts";
import type { ApplyEvent, Problem } from "../executors/events.ts";
import type { Mesh, Patch } from "../mesh/model.ts";
import { isTarget } from "../planner/patches.ts";
import { commandLine } from "../util/command-line.ts";
import { selection, type SelectionFlags } from "./selection.ts";

/** The facts that executors do not know: the command line and the mesh file. */
export interface Invocation {
  /** The mesh file, even if a saved plan was applied. */
  readonly file: string;
  readonly flags: SelectionFlags;
  /** Absent for a saved plan, which does not know the lines of its file. */
  readonly read?: { readonly mesh: Mesh; readonly source: Source } | undefined;
}

/** The events of a run, with whole commands and places in the mesh file in their next steps. */
export async function* withNextSteps(
  events: AsyncIterable<ApplyEvent>,
  invocation: Invocation,
): AsyncGenerator<ApplyEvent, void> {
  for await (const event of events)
    yield "problem" in event
      ? { ...event, problem: { ...event.problem, nextSteps: stepsOf(event.problem, invocation) } }
      : event;
}

export function planAgain({ file, flags }: Invocation): string {
  return commandLine`meshplan plan ${file} ${selection("plan", flags)}`;
}

function stepsOf(problem: Problem, invocation: Invocation): readonly string[] {
  const steps = problem.nextSteps.map((step) =>
    step === PLAN_AGAIN ? planAgain(invocation) : step,
  );
  return problem.code === "MP9113" ? [...whereItIsWritten(problem, invocation), ...steps] : steps;
}

/** If a server refuses an object that a patch made, the patch's line is what has to be corrected. */
function whereItIsWritten(
  { cluster, object, message }: Problem,
  { file, flags, read }: Invocation,
): readonly string[] {
  if (object === undefined || cluster === undefined) return [];
  const { kind, namespace, name } = object;
  const topic = [cluster, kind, ...(namespace === undefined ? [] : [namespace]), name].join("/");
  if (read === undefined)
    return [
      `see which lines of the file set it: ${commandLine`meshplan explain ${topic} ${file} ${selection("explain", flags)}`}`,
    ];
  const { mesh, source } = read;
  const patches = mesh.clusters.find((one) => one.name === cluster)?.patches ?? [];
  return patches
    .filter((patch) => isTarget(object, patch))
    .map((patch) => {
      const { line, column } = positionAt(source, placeIn(patch, message));
      return `correct the patch at ${source.path}:${String(line)}:${String(column)}, then plan again`;
    });
}

/** The place where a patch writes the field that a message mentions; its beginning if it writes none of them. */
function placeIn({ at, fieldsAt = {} }: Patch, message: string): number {
  const told = Object.entries(fieldsAt).filter(([pointer]) =>
    message.includes(
      pointer
        .slice(1)
        .replaceAll(/\/(\d+)(?=\/|$)/g, "[$1]")
        .replaceAll("/", "."),
    ),
  );
  const [deepest] = told.sort(([a], [b]) => b.length - a.length);
  return (deepest?.[1] ?? at).start;
}
