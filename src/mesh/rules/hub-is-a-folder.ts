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
        : misnamed(hub);
  if (at === undefined || wrong === undefined) return [];
  const folder = hub
    .replace(/^[a-z]+:\/\//i, "")
    .split("/")
    .filter((part) => /[^.]/.test(part))
    .join("/")
    .toLowerCase();
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

/**
 * The grammar of image names, but without capitals in hosts, which would make another registry of the same host. Source:
 * distribution/reference.
 */
const HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?$/;
const FOLDER = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/;

/** The part that no image name may have: `docker.io/istio/../x` reads like a folder of Istio, and is none in any registry. */
function misnamed(hub: string): string | undefined {
  if (/[A-Z]/.test(hub)) return "has capital letters";
  const odd = hub
    .split("/")
    .find((part, index) => !FOLDER.test(part) && (index > 0 || !HOST.test(part)));
  return odd === undefined ? undefined : `has the part ${nameText(odd)}, which no image's name has`;
}
