import type { DesiredObject } from "./desired-object.ts";
import type { Action, Delivery } from "./action.ts";

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
