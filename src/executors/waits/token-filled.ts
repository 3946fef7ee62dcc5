import { Sensitive } from "../../util/sensitive.ts";
import { textAt } from "./status.ts";
import type { Waiter } from "./wait-context.ts";
import { watchObject } from "./watch-object.ts";

/** The cluster's token controller fills the Secret; both values stay base64, as the Secret has them. */
export const tokenFilled: Waiter<"token-filled"> = {
  subject: ({ namespace, name }) => ({ apiVersion: "v1", kind: "Secret", namespace, name }),
  watch: (wait, context) =>
    watchObject(tokenFilled.subject(wait), context, (object) => {
      const token = textAt(object, "data", "token");
      const ca = textAt(object, "data", "ca.crt");
      if (token !== undefined && ca !== undefined)
        return { found: { token: new Sensitive(token), ca: new Sensitive(ca) } };
      return { saw: token === undefined ? "no token in it yet" : "no CA in it yet" };
    }),
};
