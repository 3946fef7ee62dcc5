import { CACERTS_KEYS, type CacertsKey } from "../certs/cacerts.ts";
import { isMap, type KubeObject } from "../kube/object.ts";
import { encodedKubeconfig } from "../kube/remote-kubeconfig.ts";
import type { ClusterName } from "../mesh/model.ts";
import type { Action, ActionId } from "./action.ts";
import { CHECKSUM_LENGTH, kubeconfigChecksum } from "./kubeconfig-checksum.ts";
import { type Deferred, deferred, type OutputRef, SENTINEL_IPV4 } from "./deferred.ts";
import { type ReachableFacts, usable } from "./facts.ts";
import { liveAddress } from "./live-address.ts";
import type { Plan } from "./plan.ts";
import { keptCacerts, keptKey } from "./trust.ts";
import { certificateBundle } from "../certs/pem.ts";
import { addressValue, type OutputValue } from "./address-value.ts";

/** A hole in a body, as the recheck finds it. */
interface LiveHole {
  readonly ref: OutputRef;
  /** The action that writes the body. */
  readonly action: Action;
  readonly body: KubeObject;
  readonly plan: Pick<Plan, "actions">;
  readonly facts: ReadonlyMap<ClusterName, ReachableFacts>;
  /** sha256 of the roots that a CA must lead to. */
  readonly roots: readonly string[];
}

/** A value that an action hands to others once it ran. All that is known of it stands in its row of OUTPUTS. */
export interface Output {
  /** It is printed as (sensitive), and no dry run before approval tells it to another server than the one that has it. */
  readonly secret: boolean;
  /** Stands for it in a dry run while nobody knows it. */
  readonly standIn: string;
  /** What it may be where it comes from a cluster; absent where meshplan makes it itself. */
  readonly check?: (text: string) => OutputValue;
  /** What fills a hole with it, as the clusters are now; undefined while it is not there. Absent: no body has such a hole. */
  readonly live?: (hole: LiveHole) => string | undefined;
}

/** base64 of "unknown": Secrets hold nothing else. */
const SECRET_STAND_IN = "dW5rbm93bg==";

/** A key of the Secret cacerts. The certificates in it are no secrets, and they are signed together with the key. */
const CACERTS_OUTPUT: Output = {
  secret: true,
  standIn: SECRET_STAND_IN,
  live: ({ ref, action, facts, body, roots }) => {
    const cacerts = facts.get(clusterOf(ref.action))?.cacerts;
    if (action.kind !== "trust") return undefined;
    return action.root === "generated"
      ? keptCacerts(cacerts, roots)?.reveal()[ref.output as CacertsKey]
      : keptKey(cacerts, certificateIn(body));
  },
};

/**
 * Every output. Values come from clusters, whose objects more people can write than those who apply, and go into objects of
 * other clusters: an address into JSON and YAML texts, a token and a CA into a kubeconfig.
 */
export const OUTPUTS: { readonly [name: string]: Output } = {
  address: {
    secret: false,
    standIn: SENTINEL_IPV4,
    check: addressValue,
    live: ({ ref, facts }) => {
      const service = facts.get(clusterOf(ref.action))?.gatewayService;
      return service === undefined ? undefined : liveAddress(service).ip;
    },
  },
  /** Fills a hole as the kubeconfig that holds it. */
  token: {
    secret: true,
    standIn: SECRET_STAND_IN,
    check: (text) =>
      base64Text(text, /^[A-Za-z0-9._~+/=-]+$/) === undefined
        ? { problem: "is no token" }
        : { value: text },
    live: ({ action, facts }) => liveKubeconfig(action, facts),
  },
  ca: { secret: true, standIn: SECRET_STAND_IN, check: caValue },
  checksum: {
    secret: false,
    standIn: "0".repeat(CHECKSUM_LENGTH),
    check: (text) =>
      /^[0-9a-f]+$/.test(text) ? { value: text } : { problem: "is no hexadecimal number" },
    live: ({ ref, plan, facts }) => {
      const maker = plan.actions.find(({ id }) => id === ref.action);
      const encoded = maker === undefined ? undefined : liveKubeconfig(maker, facts);
      return encoded === undefined ? undefined : kubeconfigChecksum(encoded);
    },
  },
  ...Object.fromEntries(CACERTS_KEYS.map((key) => [key, CACERTS_OUTPUT])),
};

/** What is known of an output. An unknown one is a slip in the code: plans are checked when they are read. */
export function outputNamed(name: string): Output {
  const output = Object.hasOwn(OUTPUTS, name) ? OUTPUTS[name] : undefined;
  if (output === undefined) throw new Error(`internal: there is no output ${name}`);
  return output;
}

/** A place in a body for a value that an action hands out; `{}` in the template is where it goes. */
export function hole(action: ActionId, output: string, template = "{}"): Deferred {
  return deferred({ action, output }, template, outputNamed(output).secret);
}

/** The value of an output of a cluster, as it may be handed on. Problems quote nothing but addresses: the rest is secret. */
export function outputValue(output: string, text: string): OutputValue {
  return outputNamed(output).check?.(text) ?? { value: text };
}

/** Both are base64, as in the Secret they come from. */
function caValue(text: string): OutputValue {
  const pem = base64Text(text, /^/);
  if (pem === undefined) return { problem: "is no base64" };
  const bundle = certificateBundle(pem);
  return bundle.problem === undefined
    ? { value: Buffer.from(bundle.pem).toString("base64") }
    : { problem: bundle.problem };
}

function base64Text(text: string, grammar: RegExp): string | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const decoded = Buffer.from(text, "base64").toString("utf8");
  return grammar.test(decoded) ? decoded : undefined;
}

/** The kubeconfig as an action would write it now, where its token is live. */
function liveKubeconfig(action: Action, facts: LiveHole["facts"]): string | undefined {
  if (action.kind !== "remote-secret") return undefined;
  const source = facts.get(action.of);
  const isIstiods = action.component === "config-kubeconfig";
  const token = usable(isIstiods ? source?.istiodToken : source?.readerToken);
  if (token === undefined) return undefined;
  return encodedKubeconfig(action.of, action.access, { ca: token.ca, token: token.token.reveal() });
}

function certificateIn(body: KubeObject): string {
  const data = body["data"];
  const value = isMap(data) ? data["ca-cert.pem"] : undefined;
  return typeof value === "string" ? value : "";
}

function clusterOf(action: ActionId): ClusterName {
  return action.slice(0, action.indexOf("/")) as ClusterName;
}
