import type { Rule } from "./rule.ts";

/**
 * MP0498: Istio takes a revision named `default` for the unnamed one in some places and not in others. Its Service is
 * istiod-default, but its istiod's certificate has only the name istiod, so no proxy trusts it.
 *
 * Source: istio pilot/pkg/bootstrap/server.go (getDNSNames).
 */
export const revisionsAreNotDefault: Rule = ({ istio }) =>
  istio.revisions
    .filter(({ name }) => name === "default")
    .map(({ at }) => ({
      code: "MP0498",
      message: "a revision cannot have the name default: Istio takes it for the unnamed revision",
      help: "name it after its version, such as 1-31-0, and let the tag default point to it",
      at,
    }));
