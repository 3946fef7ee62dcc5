import { ISTIO_MINORS, istioMinor } from "../istio-versions.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0414, a warning: the version table describes minors that were never run; users who plan with one should know. */
export const istioIsTested: Rule = (mesh) => {
  const tested = ISTIO_MINORS.filter((each) => each.tested).map(({ minor }) => minor);
  return mesh.istio.revisions
    .filter(({ version }) => istioMinor(version)?.tested === false)
    .map(({ version, at }) => ({
      code: "MP0414",
      message: `meshplan knows Istio ${nameText(version)} from its release notes only; it is tested with ${tested.join(" and ")}`,
      help: "try the first apply on clusters that nobody depends on",
      at,
    }));
};
