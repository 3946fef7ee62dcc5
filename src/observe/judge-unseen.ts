import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { isList, isMap, type Json, type KubeObject, refOf, refText } from "../kube/object.ts";
import { type ShapeProblem, stepsText } from "../kube/schema/shape-problems.ts";
import type { ClusterName } from "../mesh/model.ts";
import { patchSpan, type PatchSteps } from "../mesh/patch-place.ts";
import type { DesiredObject, WrittenPatch } from "../planner/desired-object.ts";
import { withStandIns } from "../planner/sendable.ts";
import type { Observation } from "../planner/observed.ts";
import { patched } from "../planner/patches.ts";
import type { ClusterReader } from "../ports.ts";
import type { SchemaJudge } from "./schema-judge.ts";

/** Whom an object is for, and by what it is judged. */
export interface Court {
  readonly judge: SchemaJudge;
  readonly client: ClusterReader;
  readonly cluster: ClusterName;
  /** The CustomResourceDefinitions that the plan has for the cluster. */
  readonly definitions: readonly KubeObject[];
}

/**
 * An observation that no server has judged, judged by schema: MP0504 where every server of this version would refuse the object. What
 * fits stays as it is, marked as not proven.
 */
export async function judgeUnseen(
  seen: Observation,
  object: DesiredObject,
  court: Court,
): Promise<Observation> {
  if (seen.kind === "unread" || seen.kind === "refused" || seen.kind === "unchanged") return seen;
  const isProven =
    seen.kind === "others"
      ? seen.live !== undefined && seen.differs.length === 0
      : seen.result !== undefined;
  if (isProven) return seen;
  const problems = await problemsOf(seen.sent, court);
  if (problems.length === 0) return seen;
  return { kind: "refused", problem: await diagnosticOf(problems, object, seen.sent, court) };
}

function problemsOf(object: KubeObject, { judge, client, definitions }: Court) {
  return judge.problemsOf(client, object, definitions);
}

const SHOWN = 3;

async function diagnosticOf(
  problems: readonly ShapeProblem[],
  object: DesiredObject,
  sent: KubeObject,
  court: Court,
): Promise<Diagnostic> {
  const by = await firstWrong(object, court);
  const texts = problems.map(({ steps, text }) => `${stepsText(steps)} ${text}`);
  const more = texts.length - SHOWN;
  const said = `${texts.slice(0, SHOWN).join("; ")}${more > 0 ? `; and ${String(more)} more` : ""}`;
  const ref = refOf(sent);
  const [first] = problems;
  const correct =
    by === undefined ? "meshplan explain MP0504" : `correct the patch of ${refText(ref)}`;
  return {
    code: "MP0504",
    message: `the API server would refuse the object${by === undefined ? "" : " as the file patches it"}: ${said}`,
    help: first?.instead === undefined ? correct : `${first.instead} (${stepsText(first.steps)})`,
    cluster: court.cluster,
    object: ref,
    ...(by === undefined ? {} : { at: patchSpan(by, writtenSteps(by, first?.steps ?? [], sent)) }),
  };
}

/** The first of an object's patches after which it is refused; undefined where it was so before them. */
async function firstWrong(
  { patched: change }: DesiredObject,
  court: Court,
): Promise<WrittenPatch | undefined> {
  if (change === undefined) return undefined;
  let body = withStandIns(change.from);
  if ((await problemsOf(body, court)).length > 0) return undefined;
  for (const patch of change.by) {
    body = patched(body, [patch]);
    if ((await problemsOf(body, court)).length > 0) return patch;
  }
  return undefined;
}

/** The way through a patch to what it says of a place of the object, as far as it says anything. */
function writtenSteps({ patch }: WrittenPatch, steps: PatchSteps, object: KubeObject): PatchSteps {
  const written: (string | number)[] = [];
  let [change, value] = [patch as Json | undefined, object as Json | undefined];
  for (const step of steps) {
    value = memberOf(value, step);
    const below =
      typeof step === "number" && isList(change)
        ? change.findIndex((item) => isPartOf(item, value))
        : step;
    change = memberOf(change, below);
    if (change === undefined) break;
    written.push(below);
  }
  return written;
}

function memberOf(value: Json | undefined, step: string | number): Json | undefined {
  if (typeof step === "number") return isList(value) ? value[step] : undefined;
  return isMap(value) ? value[step] : undefined;
}

/** Whether an item of a patch can have become this item: what single values it has are there. */
function isPartOf(change: Json, item: Json | undefined): boolean {
  if (!isMap(change)) return change === item;
  return Object.entries(change).every(
    ([key, value]) =>
      typeof value === "object" || value === undefined || memberOf(item, key) === value,
  );
}
