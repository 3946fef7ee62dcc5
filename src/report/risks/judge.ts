import { refText } from "../../kube/object.ts";
import type { ActionView, PlanSummary, PlanView, RiskView } from "../view.ts";
import { changeRisk } from "./change-risk.ts";
import type {
  Finding,
  PlannedObject,
  RiskInput,
  UnjudgedAction,
  UnjudgedView,
} from "./detector.ts";
import { DETECTORS } from "./index.ts";
import { type Judgement, NO_RISK, worst } from "./risk.ts";

/**
 * A plan with what a reviewer has to know of it: the risk of every change, every action and the whole, each with its reason,
 * and the findings of every detector.
 *
 * A judgement is never stored: a plan file cannot understate it, and a newer version may know better.
 */
export function judged(
  view: UnjudgedView,
  counts: Omit<PlanSummary, "risk" | "risk_reason">,
  planned: readonly PlannedObject[],
): PlanView {
  const written = planned.filter(({ change }) => change.verb !== "none");
  const input: RiskInput = { view, written, planned };
  const found = DETECTORS.flatMap(({ topic, find }) =>
    find(input)
      .filter(isBrought)
      .map((finding) => ({ topic, finding })),
  );
  const findings = found.map(({ finding }) => finding);
  const risks = risksOf(input, findings);
  const actions = view.actions.map((action) => judgedAction(action, input, risks, findings));
  const ofMesh = findings.filter(({ of, action }) => of === undefined && action === undefined);
  const whole = worst([...actions.map(namedJudgement), ...ofMesh.map(findingJudgement)]);
  return {
    ...view,
    summary: { ...counts, ...fieldsOf(whole) },
    actions,
    risks: grouped(
      found,
      view.clusters.map(({ name }) => name),
    ),
  };
}

function judgedAction(
  action: UnjudgedAction,
  { written }: RiskInput,
  risks: ReadonlyMap<PlannedObject["change"], Judgement>,
  findings: readonly Finding[],
): ActionView {
  const changes = action.changes.map((change) => ({
    ...change,
    ...fieldsOf(risks.get(change) ?? NO_RISK),
  }));
  // What no object is to blame for comes after the objects: of equal risks theirs has the better reason.
  const others = findings.filter((one) => one.of === undefined && one.action === action.id);
  const judgedBy = (pending: readonly Judgement[]): Judgement =>
    worst([...changes.map(judgementOf), ...pending, ...others.map(reasonOf)]);
  const { delivery, ...rest } = action;
  if (delivery === undefined) return { ...rest, changes, ...fieldsOf(judgedBy([])) };
  const own = written.filter((object) => object.action === action);
  const pending = delivery.pending.map((one) => {
    const found = own.find(({ change }) => refText(change.object) === refText(one.object));
    return { ...one, ...fieldsOf((found && risks.get(found.change)) ?? NO_RISK) };
  });
  const judgement = judgedBy(pending.map(judgementOf));
  return { ...rest, delivery: { ...delivery, pending }, changes, ...fieldsOf(judgement) };
}

/** An update brings what it moves; what was there before it is no news, and would make every update look dangerous. */
function isBrought({ of, movedBy }: Finding): boolean {
  if (of === undefined || movedBy === undefined) return true;
  const { verb } = of.change;
  return (verb !== "update" && verb !== "take-over") || of.moved.some(movedBy);
}

/** The risk of each written change: by what the detectors found in it, whose reason says most, and by its kind. */
function risksOf(
  { view, written }: RiskInput,
  findings: readonly Finding[],
): ReadonlyMap<PlannedObject["change"], Judgement> {
  const own = new Map<PlannedObject, Judgement[]>();
  for (const finding of findings) {
    const { of } = finding;
    if (of !== undefined) own.set(of, [...(own.get(of) ?? []), reasonOf(finding)]);
  }
  return new Map(
    written.map((object) => [
      object.change,
      worst([...(own.get(object) ?? []), changeRisk(view, object)]),
    ]),
  );
}

function reasonOf({ risk, text, subject }: Finding): Judgement {
  return { risk, reason: text === "" ? subject : text };
}

/** Of a finding that is about a whole cluster or mesh. */
function findingJudgement(finding: Finding): Judgement {
  const { risk, subject, cluster } = finding;
  const { reason } = reasonOf(finding);
  const place = [cluster, subject].filter((part) => part !== undefined && part !== reason);
  return { risk, reason: [...place, reason].filter((part) => part !== "").join(": ") };
}

function fieldsOf({ risk, reason }: Judgement): {
  readonly risk: Judgement["risk"];
  readonly risk_reason?: string;
} {
  return risk === "none" ? { risk } : { risk, risk_reason: reason };
}

function judgementOf({
  risk,
  risk_reason: reason = "",
  object,
}: Pick<ActionView["changes"][number], "risk" | "risk_reason" | "object">): Judgement {
  return { risk, reason: `${refText(object)}: ${reason}` };
}

function namedJudgement({ id, risk, risk_reason: reason = "" }: ActionView): Judgement {
  return { risk, reason: `${id}: ${reason}` };
}

/** Equal findings of several clusters are one, with the clusters in the order of the file. */
function grouped(
  found: readonly { readonly topic: RiskView["topic"]; readonly finding: Finding }[],
  all: readonly string[],
): readonly RiskView[] {
  const groups = new Map<string, RiskView & { readonly clusters: string[] }>();
  for (const { topic, finding } of found) {
    const { risk, text, subject, cluster, of } = finding;
    const key = JSON.stringify([topic, risk, text, subject]);
    const known = groups.get(key);
    const clusters = cluster === undefined ? [] : [cluster];
    if (known === undefined)
      groups.set(key, {
        topic,
        risk,
        text,
        subject,
        clusters,
        ...(of === undefined ? {} : { object: of.change.object }),
      });
    else known.clusters.push(...clusters.filter((one) => !known.clusters.includes(one)));
  }
  return [...groups.values()].map((one) => ({
    ...one,
    clusters: all.filter((name) => one.clusters.includes(name)),
  }));
}
