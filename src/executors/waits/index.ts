import { type AccessRequest, accessTo } from "../../kube/access-request.ts";
import type { ObjectRef } from "../../kube/object.ts";
import type { Wait, WaitKind } from "../../planner/action.ts";
import type { Right } from "../../planner/right.ts";
import type { ActionClient } from "../context.ts";
import { asRendered } from "./as-rendered.ts";
import { clusterSynced } from "./cluster-synced.ts";
import { crdsEstablished } from "./crds-established.ts";
import { daemonSetReady } from "./daemonset-ready.ts";
import { deploymentAvailable } from "./deployment-available.ts";
import { gatewayProgrammed } from "./gateway-programmed.ts";
import { loadBalancerAddress } from "./load-balancer-address.ts";
import { rootCertificate } from "./root-certificate.ts";
import { tokenFilled } from "./token-filled.ts";
import { validationAnswers } from "./validation-answers.ts";
import type { LogsOf, WaitContext, Waiter, WaitOutputs } from "./wait-context.ts";
import { webhookCa } from "./webhook-ca.ts";

const WAITERS: { readonly [K in WaitKind]: Waiter<K> } = {
  "crds-established": crdsEstablished,
  "deployment-available": deploymentAvailable,
  "daemonset-ready": daemonSetReady,
  "gateway-programmed": gatewayProgrammed,
  "webhook-ca": webhookCa,
  "validation-answers": validationAnswers,
  "load-balancer-address": loadBalancerAddress,
  "token-filled": tokenFilled,
  "cluster-synced": clusterSynced,
  "root-certificate": rootCertificate,
  "as-rendered": asRendered,
};

/** A wait together with the way to do it. */
interface BoundWait {
  readonly watch: (context: WaitContext) => Promise<WaitOutputs>;
  readonly subject: ObjectRef;
  /** The pods whose logs say why; absent: those of `subject`. */
  readonly logs?: LogsOf;
  /** The rights it needs on the API server. */
  readonly asks: readonly Right[];
  /** What it also asks, but continues without if it may not. */
  readonly uses: readonly AccessRequest[];
  /** Never rejects: a reason that cannot be read counts as none. */
  readonly explain: (client: ActionClient) => Promise<string | undefined>;
}

export function bindWait<K extends WaitKind>(wait: Wait<K>): BoundWait {
  const waiter: Waiter<K> = WAITERS[wait.kind];
  const subject = waiter.subject(wait);
  const asks = waiter.asks?.(wait) ?? [
    { verb: "list", object: subject },
    { verb: "watch", object: subject },
  ];
  return {
    watch: (context) => waiter.watch(wait, context),
    subject,
    ...(waiter.logs === undefined ? {} : { logs: waiter.logs(wait) }),
    asks,
    uses: [...asks.map(usedRight), ...(waiter.alsoReads?.(wait) ?? [])],
    explain: async (client) => waiter.explain?.(wait, client).catch(() => undefined),
  };
}

/** A list or watch mostly selects by labels, so it needs the right for every name. */
function usedRight({ verb, object }: Right): AccessRequest {
  const { name, ...kind } = object;
  return accessTo(verb, verb === "list" || verb === "watch" ? kind : { ...kind, name });
}
