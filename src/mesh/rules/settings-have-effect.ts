import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0448, a warning: a setting that another setting makes meaningless; who wrote it expects something of it. */
export const settingsHaveEffect: Rule = (mesh) => {
  const { charts, renderer, at, fieldsAt } = mesh.istio;
  const found: Diagnostic[] = [];
  if (charts !== undefined && renderer !== "helm") {
    found.push({
      code: "MP0448",
      message: "istioctl brings its own charts, and `charts` has no effect",
      help: "write `renderer: helm`, or remove `charts`",
      at: fieldsAt?.["charts"] ?? at,
    });
  }
  const remotesUse = new Set(
    mesh.clusters
      .filter(({ role }) => role === "remote")
      .map((cluster) => cluster.fieldsAt?.["injector"]?.start),
  );
  for (const cluster of mesh.clusters) {
    const span = cluster.fieldsAt?.["injector"];
    if (cluster.role === "remote" || span === undefined || remotesUse.has(span.start)) continue;
    found.push({
      code: "MP0448",
      message: `cluster ${nameText(cluster.name)} is no remote, and its \`injector\` has no effect`,
      help: "remove `injector`, or write the `primary` that serves this cluster",
      at: span,
    });
  }
  return found;
};
