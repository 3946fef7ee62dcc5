import { changeRisk, RISK_TEXT } from "./change-risk.ts";
import { byOthers, type Detector, type Finding, type RiskInput } from "./detector.ts";
import { type Risk, worst } from "./risk.ts";

/** Changes of what runs, each action under the worst of what it does. What is created is told of by the other detectors. */
export const disruptions: readonly Detector[] = (
  ["destructive", "trust", "traffic", "access", "exposure", "restart"] as const
).map((risk) => ({ topic: risk, find: (input) => ofRisk(input, risk) }));

function ofRisk({ view, written }: RiskInput, risk: Risk): readonly Finding[] {
  const changed = written.filter(({ action, change }) => {
    // The way of a credential says more.
    return change.verb !== "create" && action.credential === undefined;
  });
  const actions = new Set(changed.map(({ action }) => action));
  return [...actions]
    .filter(
      (action) =>
        worst(changed.filter((one) => one.action === action).map((one) => changeRisk(view, one)))
          .risk === risk,
    )
    .map((action) => ({
      risk,
      text: RISK_TEXT[risk],
      subject: `${action.id.slice(action.cluster.length + 1)}${byOthers(action)}`,
      cluster: action.cluster,
      action: action.id,
    }));
}
