import { EXAMPLE_VERSION, ISTIO_MINORS, istioMinor } from "../istio-versions.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0409: meshplan plans only minors that the version table describes: defaults and objects differ between minors. */
export const istioIsSupported: Rule = (mesh) => {
  const [newest, oldest] = [ISTIO_MINORS[0]?.minor ?? "", ISTIO_MINORS.at(-1)?.minor ?? ""];
  return mesh.istio.revisions
    .filter(({ version }) => istioMinor(version) === undefined)
    .map(({ name, version, at }) => ({
      code: "MP0409",
      message: `Istio ${nameText(version)} is not supported by this version of meshplan`,
      help: `write a version from ${oldest} to ${newest}, such as ${EXAMPLE_VERSION}`,
      at: name === "" ? mesh.istio.at : at,
    }));
};
