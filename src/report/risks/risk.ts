/**
 * What a change can do, from the least to the worst. `exposure`: something becomes reachable from outside that could not.
 * `access`: access is granted. `traffic`: the way of connections changes. `trust`: who is trusted changes.
 */
export const RISKS = [
  "none",
  "restart",
  "exposure",
  "access",
  "traffic",
  "trust",
  "destructive",
] as const;
export type Risk = (typeof RISKS)[number];

/** A risk with the reason for it, in words that follow a name: `hands out a token`. No reason where there is no risk. */
export interface Judgement {
  readonly risk: Risk;
  readonly reason: string;
}

export const NO_RISK: Judgement = { risk: "none", reason: "" };

/** The worst of some judgements; of equal ones the first. */
export function worst(judgements: readonly Judgement[]): Judgement {
  return judgements.reduce(
    (found, one) => (RISKS.indexOf(one.risk) > RISKS.indexOf(found.risk) ? one : found),
    NO_RISK,
  );
}
