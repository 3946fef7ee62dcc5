import { isMap, type JsonMap, type KubeObject } from "../../kube/object.ts";
import { encodedKubeconfig } from "../../kube/remote-kubeconfig.ts";
import type { Action } from "../../planner/action.ts";
import { kubeconfigChecksum } from "../../planner/kubeconfig-checksum.ts";
import { isDeferred } from "../../planner/deferred.ts";
import type { RunContext } from "../context.ts";
import type { Executor } from "./executor.ts";
import { writeChanges } from "./write.ts";

/**
 * Writes the Secret through which this cluster's istiod reaches another cluster. Its kubeconfig exists in memory only. Its
 * checksum is handed out even where nothing has to be written, because other actions may still wait for it.
 */
export const remoteSecret: Executor<"remote-secret"> = (action, context) => {
  if (action.provides.includes("checksum")) {
    const checksum = kubeconfigChecksum(kubeconfigOf(action, context));
    context.outputs.set({ action: action.id, output: "checksum" }, checksum);
  }
  return writeChanges(action, context, (body) => withKubeconfig(body, action, context));
};

/** Puts the kubeconfig into the one place that the plan left open. */
function withKubeconfig(
  body: KubeObject,
  action: Action<"remote-secret">,
  context: RunContext,
): KubeObject {
  const encoded = kubeconfigOf(action, context);
  const present = body["data"];
  const entries = Object.entries(isMap(present) ? present : {}).map(([key, value]) => [
    key,
    isDeferred(value) ? encoded : value,
  ]);
  return { ...body, data: Object.fromEntries(entries) as JsonMap };
}

function kubeconfigOf(
  { of, access, tokenFrom, id }: Action<"remote-secret">,
  { plan, outputs }: RunContext,
): string {
  const source = plan.actions.find((action) => action.id === tokenFrom);
  if (source?.cluster !== of)
    throw new Error(`internal: ${id} would hand out a token of a cluster that is not ${of}`);
  const token = outputs.reveal({ action: tokenFrom, output: "token" });
  const ca = outputs.reveal({ action: tokenFrom, output: "ca" });
  return encodedKubeconfig(of, access, { token, ca });
}
