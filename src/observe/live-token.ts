import { isMap, type KubeObject, refOf } from "../kube/object.ts";
import type { AccountToken } from "../planner/facts.ts";
import { outputValue } from "../planner/outputs.ts";
import { Sensitive } from "../util/sensitive.ts";

/** The token of an account; undefined where its Secret is not filled. */
export function liveToken(secret: KubeObject | undefined): AccountToken | undefined {
  const content = secret?.["data"];
  if (secret === undefined || !isMap(content)) return undefined;
  const { token, "ca.crt": ca } = content;
  if (typeof token !== "string" || typeof ca !== "string") return undefined;
  const object = refOf(secret);
  const checked = { token: outputValue("token", token), ca: outputValue("ca", ca) };
  if (checked.token.problem !== undefined)
    return { object, problem: `its token ${checked.token.problem}` };
  if (checked.ca.problem !== undefined)
    return { object, problem: `its ca.crt ${checked.ca.problem}` };
  return { token: new Sensitive(checked.token.value), ca: checked.ca.value };
}
