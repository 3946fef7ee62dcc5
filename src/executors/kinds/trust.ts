import { type Cacerts, decodeCacerts, encodeCacerts, inspectCacerts } from "../../certs/cacerts.ts";
import { wholeChain } from "../../certs/signing-chain.ts";
import { isMap, type KubeObject, type ObjectRef } from "../../kube/object.ts";
import { sameRoots } from "../../planner/trust.ts";
import type { ActionContext } from "../context.ts";
import type { Executor } from "./executor.ts";
import { staleObject } from "./refusals.ts";
import { writeChanges } from "./write.ts";

type Values = Partial<Cacerts>;

/** Writes the Secret cacerts. Its private parts are signed, or read from their file, and exist in memory only. */
export const trust: Executor<"trust"> = async (context) => {
  const { action, signer } = context;
  const [change] = context.pending;
  if (change === undefined) return;
  const values =
    action.root === "files"
      ? { "ca-key.pem": base64(await signer.key()) }
      : change.precondition.absent
        ? encodeCacerts(await signer.sign())
        : await liveIntermediate(change.object, context);
  await writeChanges(context, (body) => withValues(body, values));
};

/** The intermediate that is in use: a new one would make all workloads get new certificates once more. */
async function liveIntermediate(
  object: ObjectRef,
  { action, client, clock, roots, stop }: ActionContext<"trust">,
): Promise<Values> {
  const now = new Date(await clock.now());
  const live = await client.get(object, { signal: stop });
  if (live === undefined) throw staleObject(object, action, "was deleted");
  const read = decodeCacerts(live["data"]);
  const isOurs = "cacerts" in read && read.form === "istio";
  const chain = isOurs ? wholeChain(inspectCacerts(read.cacerts, now)) : undefined;
  if (isOurs && chain !== undefined && sameRoots(chain.roots, roots)) return read.encoded;
  throw staleObject(object, action, "has another root");
}

function withValues(body: KubeObject, values: Values): KubeObject {
  const present = body["data"];
  return { ...body, data: { ...(isMap(present) ? present : {}), ...values } };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
