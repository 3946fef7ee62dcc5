import { hasFeature, isGoogleHub } from "../istio-versions.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0417: since 1.31 no image is put on Google's registries, so every pod would wait for one that does not exist. */
export const hubHasTheImages: Rule = (mesh) => {
  const { hub, revisions, at } = mesh.istio;
  const missing = revisions.find(({ version }) => hasFeature(version, "images-left-google"));
  if (!isGoogleHub(hub) || missing === undefined) return [];
  return [
    {
      code: "MP0417",
      message: `istio.hub ${nameText(hub)} has no images of Istio ${nameText(missing.version)}`,
      help: "write `hub: docker.io/istio`, or remove it",
      at: mesh.istio.fieldsAt?.["hub"] ?? at,
    },
  ];
};
