import type { Detector } from "./detector.ts";

/** Manifests that are not what the file's renderer makes. */
export const renderer: Detector = {
  topic: "manifests",
  find: ({ view }) => {
    const { kind, version, note } = view.renderer;
    if (kind !== "outline" && note === undefined) return [];
    const base = kind === "outline" ? `built-in outline of Istio ${version}, not istioctl's` : "";
    return [{ risk: "none", text: [base, note].filter(Boolean).join("; "), subject: "" }];
  },
};
