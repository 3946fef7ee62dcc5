import { type Cacerts, decodeCacerts, encodeCacerts, inspectCacerts } from "../../certs/cacerts.ts";
import { keepText } from "../../certs/secret-texts.ts";
import { wholeChain } from "../../certs/signing-chain.ts";
import { isMap, type KubeObject, type ObjectRef } from "../../kube/object.ts";
import type { Action } from "../../planner/action.ts";
import { rootsOf, sameRoots } from "../../planner/trust.ts";
import type { RunContext } from "../context.ts";
import { pendingChanges } from "../pending.ts";
import type { Signer } from "../signer.ts";
import type { Executor } from "./executor.ts";
import { staleObject } from "./refusals.ts";
import { writeChanges } from "./write.ts";

type Values = Partial<Cacerts>;

/** Writes the Secret cacerts. Its private parts are signed, or read from their file, and exist in memory only. */
export const trust: Executor<"trust"> = async (action, context) => {
  const [change] = pendingChanges(action, context.done);
  if (change === undefined) return;
  const { signer } = context;
  if (signer === undefined) throw new Error(`internal: ${action.id} was started without keys`);
  const values =
    action.root === "files"
      ? { "ca-key.pem": base64(signer.keyOf(action)) }
      : change.precondition.absent
        ? encodeCacerts(signer.sign(action, new Date(context.clock.now())))
        : await liveIntermediate(action, change.object, signer, context);
  keepSecret(values, context);
  const note = signer.takeNote();
  if (note !== undefined) context.emit({ type: "note", action: action.id, text: note });
  await writeChanges(action, context, (body) => withValues(body, values));
};

/** The intermediate that is in use: a new one would make all workloads get new certificates once more. */
async function liveIntermediate(
  action: Action<"trust">,
  object: ObjectRef,
  signer: Signer,
  context: RunContext,
): Promise<Values> {
  const now = new Date(context.clock.now());
  const live = await context.clients(action.cluster).get(object, { signal: context.stop });
  if (live === undefined) throw staleObject(object, action, "was deleted");
  const roots = rootsOf(context.plan, signer.root);
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

function keepSecret(values: Values, { secrets }: RunContext): void {
  keepText(Buffer.from(values["ca-key.pem"] ?? "", "base64").toString("utf8"), secrets);
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
