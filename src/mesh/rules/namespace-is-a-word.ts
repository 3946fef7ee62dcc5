import { hasFeature } from "../istio-versions.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0454: charts before 1.31 write the namespace without quotes, and YAML reads 1234 as a number. Source: istio/istio#60239. */
export const namespaceIsAWord: Rule = (mesh) => {
  const { namespace, revisions, at } = mesh.istio;
  const old = revisions.find(({ version }) => !hasFeature(version, "numeric-namespace"));
  if (!/^\d+$/.test(namespace) || old === undefined) return [];
  return [
    {
      code: "MP0454",
      message: `the charts of Istio ${nameText(old.version)} take the namespace ${nameText(namespace)} for a number`,
      help: `write a namespace with a letter, such as istio-${nameText(namespace)}`,
      at: mesh.istio.fieldsAt?.["namespace"] ?? at,
    },
  ];
};
