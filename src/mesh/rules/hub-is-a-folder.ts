import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0416: Istio puts `/pilot:VERSION` behind the hub, so a scheme, a tag or a digest makes names that no registry has. */
export const hubIsAFolder: Rule = (mesh) => {
  const { hub } = mesh.istio;
  const at = mesh.istio.fieldsAt?.["hub"];
  const tag = /:[^/]*$/.exec(hub.slice(hub.indexOf("/") + 1))?.[0];
  const wrong = hub.includes("://")
    ? "begins with a scheme"
    : hub.includes("//")
      ? "has an empty part"
      : hub.includes("/") && tag !== undefined
        ? `ends with the tag ${nameText(tag)}`
        : undefined;
  if (at === undefined || wrong === undefined) return [];
  const folder = hub.replace(/^[a-z]+:\/\//i, "").replace(/\/+/g, "/");
  const bare = folder.includes("/") ? folder.replace(/:[^/]*$/, "") : folder;
  return [
    {
      code: "MP0416",
      message: `istio.hub ${nameText(hub)} ${wrong}; images are named HUB/pilot:VERSION`,
      help: `write the registry and the folder only, such as ${nameText(bare)}`,
      at,
    },
  ];
};
