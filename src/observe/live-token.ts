import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { isMap, type KubeObject, refOf, refText } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import type { ReachableFacts } from "../planner/facts.ts";
import { outputValue } from "../planner/outputs.ts";
import { Sensitive } from "../util/sensitive.ts";

interface LiveToken {
  /** In memory only. Absent too where it may not be handed on: then it counts as not filled. */
  readonly token?: NonNullable<ReachableFacts["readerToken"]>;
  /** Why it may not be handed on, as a clause. */
  readonly problem?: string;
}

/** The token of an account, where its Secret is filled. */
export function liveToken(secret: KubeObject | undefined): LiveToken {
  const content = secret?.["data"];
  if (!isMap(content)) return {};
  const { token, "ca.crt": ca } = content;
  if (typeof token !== "string" || typeof ca !== "string") return {};
  const checked = { token: outputValue("token", token), ca: outputValue("ca", ca) };
  if (checked.token.problem !== undefined) return { problem: `its token ${checked.token.problem}` };
  if (checked.ca.problem !== undefined) return { problem: `its ca.crt ${checked.ca.problem}` };
  return { token: { token: new Sensitive(checked.token.value), ca: checked.ca.value } };
}

/** MP9126 for Secrets that hold something else than a token and certificates: it would go into kubeconfigs of other clusters. */
export function unusableTokens(
  cluster: ClusterName,
  secrets: readonly (KubeObject | undefined)[],
): readonly Diagnostic[] {
  return secrets.flatMap((secret) => {
    const { problem } = liveToken(secret);
    if (secret === undefined || problem === undefined) return [];
    const object = refOf(secret);
    return [
      {
        code: "MP9126" as const,
        message: `${refText(object)} cannot be handed on: ${problem}`,
        help: "look who wrote it; where its data are removed, the cluster fills it again",
        cluster,
        object,
      },
    ];
  });
}
