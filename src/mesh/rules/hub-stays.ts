import { hasFeature, isGoogleHub } from "../istio-versions.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0418, a warning: Google's registries are switched off in December 2026; from then on no new pod gets its image. */
export const hubStays: Rule = (mesh) => {
  const { hub, revisions, at } = mesh.istio;
  const isMissing = revisions.some(({ version }) => hasFeature(version, "images-left-google"));
  if (!isGoogleHub(hub) || isMissing) return [];
  return [
    {
      code: "MP0418",
      message: `the registry of istio.hub ${nameText(hub)} is switched off in December 2026`,
      help: "write `hub: docker.io/istio`, which has the same images",
      at: mesh.istio.fieldsAt?.["hub"] ?? at,
    },
  ];
};
