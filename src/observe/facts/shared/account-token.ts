import { accessTo } from "../../../kube/access-request.ts";
import { isMap, type KubeObject, type ObjectRef, refOf } from "../../../kube/object.ts";
import type { AccountToken } from "../../../planner/facts.ts";
import { outputValue } from "../../../planner/outputs.ts";
import { Sensitive } from "../../../util/sensitive.ts";
import type { FactReader } from "../fact.ts";

/** The part of a fact that is the token of an account, from its Secret. */
export const OF_TOKEN = {
  reads: (secret: ObjectRef) => [accessTo("get", secret)],
  read: async (client: FactReader, secret: ObjectRef) => accountToken(await client.get(secret)),
};

/** Undefined where the Secret is not filled. */
function accountToken(secret: KubeObject | undefined): AccountToken | undefined {
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
