import { MeshplanError } from "../../errors.ts";
import { refText } from "../../kube/object.ts";
import type { Wait } from "../../planner/action.ts";
import { outputValue } from "../../planner/outputs.ts";
import type { Waiter } from "./wait-context.ts";
import { watchObject } from "./watch-object.ts";
import { textOrNone } from "../../kube/at.ts";

/** The cluster's token controller fills the Secret; both values stay base64, as the Secret has them. */
export const tokenFilled: Waiter<"token-filled"> = {
  subject: ({ namespace, name }) => ({ apiVersion: "v1", kind: "Secret", namespace, name }),
  watch: (wait, context) =>
    watchObject(tokenFilled.subject(wait), context, (object) => {
      const token = textOrNone(object, "data", "token");
      const ca = textOrNone(object, "data", "ca.crt");
      if (token !== undefined && ca !== undefined) return { found: handedOut(wait, { token, ca }) };
      return { saw: token === undefined ? "no token in it yet" : "no CA in it yet" };
    }),
};

/** Whoever can write the Secret could put anything into it, and its content goes into the kubeconfig of another cluster. */
function handedOut(
  wait: Wait<"token-filled">,
  found: { readonly token: string; readonly ca: string },
): { readonly token: string; readonly ca: string } {
  const usable = (output: "token" | "ca"): string => {
    const checked = outputValue(output, found[output]);
    if (checked.problem === undefined) return checked.value;
    const object = tokenFilled.subject(wait);
    throw new MeshplanError(
      "MP9126",
      `the ${output === "ca" ? "ca.crt" : "token"} of ${refText(object)} ${checked.problem}`,
      { object, nextSteps: ["delete the Secret's data, and its cluster fills it again"] },
    );
  };
  return { token: usable("token"), ca: usable("ca") };
}
