import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { hasFeature, ISTIO_MINORS } from "../istio-versions.ts";
import type { Mesh } from "../model.ts";
import { nameText } from "../name-text.ts";
import { AMBIENT_GUIDE } from "../guides.ts";
import type { Rule } from "./rule.ts";

/** MP0432 and MP0433: settings that the mesh's Istio, or meshplan, cannot provide in ambient mode. */
export const ambientFitsItsIstio: Rule = (mesh) =>
  mesh.mode === "ambient" ? [...tooOld(mesh), ...severalRevisions(mesh)] : [];

function tooOld({ istio }: Mesh): readonly Diagnostic[] {
  const able = ISTIO_MINORS.filter(({ minor }) => hasFeature(minor, "ambient-multi-network"));
  return istio.revisions
    .filter(({ version }) => !hasFeature(version, "ambient-multi-network"))
    .map(({ version, at }) => ({
      code: "MP0432",
      message: `Istio ${nameText(version)} has no ambient mode over several clusters`,
      help: `write ${able.at(-1)?.minor ?? ""} or newer, or \`mode: sidecar\` (${AMBIENT_GUIDE})`,
      at,
    }));
}

function severalRevisions({ istio }: Mesh): readonly Diagnostic[] {
  const [, second] = [...istio.revisions].sort((a, b) => a.at.start - b.at.start);
  if (second === undefined) return [];
  return [
    {
      code: "MP0433",
      message: "several revisions in ambient mode: not in this version",
      help: "write `version`, or one revision",
      at: second.at,
    },
  ];
}
