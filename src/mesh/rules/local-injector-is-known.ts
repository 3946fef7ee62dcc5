import { firstMinorWith, hasFeature } from "../istio-versions.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0447: before 1.27 a remote's own injector renders nothing, and its pods would wait for a webhook that never comes. */
export const localInjectorIsKnown: Rule = (mesh) => {
  const old = mesh.istio.revisions.find(({ version }) => !hasFeature(version, "local-injector"));
  if (old === undefined) return [];
  return mesh.clusters
    .filter((cluster) => cluster.role === "remote" && cluster.injector === "local")
    .map((cluster) => ({
      code: "MP0447",
      message: `cluster ${nameText(cluster.name)} has an injector of its own, which Istio ${nameText(old.version)} does not have`,
      help: `write Istio ${firstMinorWith("local-injector")} or newer, or remove \`injector\``,
      at: fieldSpan(cluster, "injector"),
    }));
};
