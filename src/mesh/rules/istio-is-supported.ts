import { ISTIO_MINORS } from "../istio-minors.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0409: only minors that were tested are planned, because defaults and objects move between minors. */
export const istioIsSupported: Rule = (mesh) => {
  const minor = mesh.istio.version.split(".").slice(0, 2).join(".");
  if (ISTIO_MINORS.includes(minor)) return [];
  const supported = ISTIO_MINORS.map((each) => `${each}.x`).join(", ");
  return [
    {
      code: "MP0409",
      message: `Istio ${nameText(mesh.istio.version)} is not supported by this version of meshplan`,
      help: `write a version that is: ${supported}`,
      at: mesh.istio.at,
    },
  ];
};
