import type { KubeObject } from "../kube/object.ts";
import type { Patch } from "../mesh/model.ts";
import type { Action, Delivery } from "./action.ts";

/** One object as the mesh wants it. */
export interface DesiredObject {
  /** Marked as ours; values that no cluster has yet are Deferred leaves. */
  readonly body: KubeObject;
  /** What is sent when it is compared with the live object: known values and secrets filled in. In memory only. */
  readonly filled?: KubeObject;
  /** Output that a Deferred leaf of the body waits for although it is known: a secret. */
  readonly secret: boolean;
  /** What it was before the user's patches, and those that name it; absent where none does. */
  readonly patched?: { readonly from: KubeObject; readonly by: readonly WrittenPatch[] };
}

export type WrittenPatch = Patch & {
  /** Line of the mesh file. */
  readonly line: number;
};

/** How a component is delivered that meshplan does not write, before anybody looked how far that is. */
export type DesiredDelivery =
  | Extract<Delivery, { mode: "external" }>
  | {
      readonly mode: "render";
      readonly file: string;
      /** How long apply waits for whoever applies the file. */
      readonly timeoutSeconds: number;
    };

type Planned = "changes" | "delivery";
/** An action before its objects were compared with the cluster. */
export type DesiredAction = {
  [K in Action["kind"]]: Omit<Action<K>, Planned> & {
    readonly objects: readonly DesiredObject[];
    readonly delivery?: DesiredDelivery;
    /** Line of the mesh file that asks for it. */
    readonly line: number;
  };
}[Action["kind"]];
