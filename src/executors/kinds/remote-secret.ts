import { isMap, type KubeObject } from "../../kube/object.ts";
import { encodedKubeconfig } from "../../kube/remote-kubeconfig.ts";
import type { Action } from "../../planner/action.ts";
import type { RunContext } from "../context.ts";
import type { Executor } from "./executor.ts";
import { writeChanges } from "./write.ts";

/** Writes the Secret through which this cluster's istiod reads another cluster. Its kubeconfig exists in memory only. */
export const remoteSecret: Executor<"remote-secret"> = (action, context) =>
  writeChanges(action, context, (body) => withKubeconfig(body, action, context));

function withKubeconfig(
  body: KubeObject,
  { of, access, tokenFrom, id }: Action<"remote-secret">,
  { plan, outputs }: RunContext,
): KubeObject {
  const source = plan.actions.find((action) => action.id === tokenFrom);
  if (source?.cluster !== of)
    throw new Error(`internal: ${id} would hand out a token of a cluster that is not ${of}`);
  const token = outputs.reveal({ action: tokenFrom, output: "token" });
  const ca = outputs.reveal({ action: tokenFrom, output: "ca" });
  const encoded = encodedKubeconfig(of, access, { token, ca });
  outputs.keepSecret(encoded);
  const present = body["data"];
  return { ...body, data: { ...(isMap(present) ? present : {}), [of]: encoded } };
}
