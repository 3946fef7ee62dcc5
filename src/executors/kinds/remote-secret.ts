import { isMap, type JsonMap, type KubeObject } from "../../kube/object.ts";
import { encodedKubeconfig } from "../../kube/remote-kubeconfig.ts";
import { kubeconfigChecksum } from "../../planner/kubeconfig-checksum.ts";
import { isDeferred } from "../../planner/deferred.ts";
import type { ActionContext } from "../context.ts";
import type { Executor } from "./executor.ts";
import { writeChanges } from "./write.ts";

/**
 * Writes the Secret through which this cluster's istiod reaches another cluster. Its kubeconfig exists in memory only. Its
 * checksum is handed out even where nothing has to be written, because other actions may still wait for it.
 */
export const remoteSecret: Executor<"remote-secret"> = async (context) => {
  const { action, pending, outputs } = context;
  const handsOut = action.provides.includes("checksum");
  if (pending.length === 0 && !handsOut) return;
  const encoded = await kubeconfigOf(context);
  if (handsOut) await outputs.put("checksum", kubeconfigChecksum(encoded));
  await writeChanges(context, (body) => withKubeconfig(body, encoded));
};

/** Puts the kubeconfig into the one place that the plan left open. */
function withKubeconfig(body: KubeObject, encoded: string): KubeObject {
  const present = body["data"];
  const entries = Object.entries(isMap(present) ? present : {}).map(([key, value]) => [
    key,
    isDeferred(value) ? encoded : value,
  ]);
  return { ...body, data: Object.fromEntries(entries) as JsonMap };
}

async function kubeconfigOf({
  action: { of, access },
  outputs,
}: ActionContext<"remote-secret">): Promise<string> {
  const token = await outputs.reveal("token");
  const ca = await outputs.reveal("ca");
  return encodedKubeconfig(of, access, { token, ca });
}
