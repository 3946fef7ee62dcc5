import type { FieldPath } from "../kube/field-path.ts";
import type { ObjectRef } from "../kube/object.ts";
import type { ApiServerAccess } from "../kube/remote-kubeconfig.ts";
import type { ClusterName, FilePlace } from "../mesh/model.ts";
import type { BodyHash, Change, PatchedFields } from "./change.ts";

declare const brand: unique symbol;
/** `cluster/component[:subject][@revision]`, e.g. `cluster1/remote-secret:cluster2`. What users see and type. */
export type ActionId = string & { readonly [brand]: "ActionId" };

/** How the way to an API server compares with what that cluster says of itself, and with the one that is used at present. */
export interface Reach {
  /** Whether the server is that of the kubeconfig through which this plan reached the cluster. */
  readonly server: "kubeconfig" | "other";
  /**
   * Whether the certificates to trust are the cluster's own, by the ConfigMap kube-root-ca.crt. `unknown`: it could not be
   * read. `public`: no certificates are named, and whoever the world trusts may sign.
   */
  readonly ca: "cluster" | "other" | "public" | "unknown";
  /** sha256 of the first certificate to trust; absent where neither the file nor the cluster tells it yet. */
  readonly fingerprint?: string;
  /** What the live Secret says; absent where there is none, or where the way stays. */
  readonly before?: LiveAccess;
}

/** The way to an API server that a live Secret describes, as far as it can be read. Holds no credential. */
export interface LiveAccess {
  readonly server?: string;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  readonly fingerprint?: string;
  /** It checks no certificate at all. */
  readonly insecure?: true;
}

/** What each kind of action carries. A new key fails the build until every table over kinds has a row for it. */
interface ActionPayloads {
  /** Writes its changes, then waits. */
  readonly apply: object;
  /**
   * Writes the Secret cacerts, the CA that istiod signs with. `key`: the file of the private key of the mesh's root, which
   * signs an intermediate in memory, or of the intermediate that the plan holds.
   */
  readonly trust: { readonly root: "generated" | "files"; readonly key: FilePlace };
  /** Writes the token Secret of an account; hands out its token and CA, in memory only. */
  readonly "reader-token": { readonly secret: string };
  /**
   * Writes the Secret through which this cluster's istiod reaches `of`; the kubeconfig in it is made in memory. Hands out
   * its `checksum` where somebody needs to know when it changes.
   */
  readonly "remote-secret": {
    readonly of: ClusterName;
    /** How this cluster reaches the API server of `of`. */
    readonly access: ApiServerAccess;
    /** What a reviewer has to know of that way: a credential goes along it. */
    readonly reach: Reach;
    readonly tokenFrom: ActionId;
  };
  /** Writes nothing: a point that others depend on. */
  readonly wait: object;
}
export type ActionKind = keyof ActionPayloads;

/** An edge of the graph, with a reason a person can read: "the address of its east-west gateway". */
export interface Need {
  readonly id: ActionId;
  readonly reason: string;
}

/** What each kind of wait watches. Executors have one file per key. */
export interface WaitPayloads {
  readonly "crds-established": { readonly names: readonly string[] };
  readonly "deployment-available": { readonly namespace: string; readonly name: string };
  /** Every node that should run a pod of it has the current one, ready. */
  readonly "daemonset-ready": { readonly namespace: string; readonly name: string };
  /** The controller of a Gateway of the Gateway API says that it is programmed: it has an address and a pod behind it. */
  readonly "gateway-programmed": { readonly namespace: string; readonly name: string };
  /** Every webhook of the configuration has a CA bundle, written by istiod. */
  readonly "webhook-ca": {
    readonly configuration: "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration";
    readonly name: string;
  };
  /** istiod rejects a Gateway that asks to be rejected: the validation webhook really answers. */
  readonly "validation-answers": {
    readonly namespace: string;
    /** The istiod that has to answer. */
    readonly deployment: string;
    /** Value of the label `istio.io/rev` that leads to it. */
    readonly revision: string;
  };
  /** Hands out the output `address`. */
  readonly "load-balancer-address": {
    readonly namespace: string;
    readonly name: string;
    /** The address dependants were planned with; another one stops them. */
    readonly expected?: string;
    /** The file asks for `expected`, so an older address is on its way out: a cloud needs a while to move. */
    readonly asked?: true;
    /** istiod resolves the name of a gateway; only a remote's way to its primary has to be an IP address. */
    readonly hostNameIsFine?: true;
  };
  /** Hands out the sensitive outputs `token` and `ca` (base64). */
  readonly "token-filled": { readonly namespace: string; readonly name: string };
  /** Every istiod pod of this cluster reports `of` as synced. */
  readonly "cluster-synced": { readonly of: ClusterName; readonly namespace: string };
  /** istiod wrote the root certificate's ConfigMap into the namespace. */
  readonly "root-certificate": { readonly namespace: string };
  /** Others applied what `meshplan render` prints into this file. */
  readonly "as-rendered": {
    readonly file: string;
    /** In apply order. Bodies may have holes, which earlier actions of the plan fill. */
    readonly objects: readonly { readonly object: ObjectRef; readonly body: BodyHash }[];
    /** Who brings them, where the objects that are there tell it. */
    readonly by?: string;
  };
}
export type WaitKind = keyof WaitPayloads;
export type Wait<K extends WaitKind = WaitKind> = {
  [P in K]: { readonly kind: P; readonly timeoutSeconds: number } & WaitPayloads[P];
}[K];

/** How a component reaches its cluster that meshplan does not write. */
export type Delivery =
  | {
      readonly mode: "external";
      /** Who installed it, where that can be told: `Helm release istiod`. */
      readonly by?: string;
      /** sha256 of what was read and checked: it has to be the same when the plan is applied. */
      readonly seen: string;
    }
  | {
      readonly mode: "render";
      readonly by?: string;
      /** Path of its manifests below the folder of `meshplan render --out`. */
      readonly file: string;
      /** What whoever applies the file has still to do, in apply order. */
      readonly pending: readonly PendingObject[];
    };

export interface PendingObject {
  readonly object: ObjectRef;
  /** Fields with another value than the file; empty: the object is missing. */
  readonly differs: readonly FieldPath[];
  /** As in `Change`. */
  readonly patched?: readonly PatchedFields[];
}

interface ActionBase {
  readonly id: ActionId;
  readonly cluster: ClusterName;
  /** Name of a component of components/registry.ts. */
  readonly component: string;
  readonly subject?: ClusterName;
  /** Where a mesh has named revisions: the one this action is of. */
  readonly revision?: string;
  /** Sorted by id. */
  readonly needs: readonly Need[];
  /** Names of the outputs others may wait for. */
  readonly provides: readonly string[];
  /** Checked in this order after the writes. */
  readonly waits: readonly Wait[];
  /** In apply order. Objects without a change are listed too, with the verb `none`, so the graph is whole. */
  readonly changes: readonly Change[];
  /** Secrets of it that a read-only plan may not read: nothing is known of them, so they are in no change. */
  readonly unread?: readonly ObjectRef[];
  /** Present where others bring the component: the action writes nothing. */
  readonly delivery?: Delivery;
}

/** One component on one cluster: write its changes, wait until ready, hand out its outputs. Plain data, safe to repeat. */
export type Action<K extends ActionKind = ActionKind> = {
  [P in K]: ActionBase & { readonly kind: P } & ActionPayloads[P];
}[K];

export function actionId(
  cluster: ClusterName,
  component: string,
  subject?: ClusterName,
  revision = "",
): ActionId {
  const about = subject === undefined ? "" : `:${subject}`;
  return `${cluster}/${component}${about}${revision === "" ? "" : `@${revision}`}` as ActionId;
}
