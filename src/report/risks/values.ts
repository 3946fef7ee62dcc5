import type { Component } from "../../planner/action.ts";
import { placeText } from "../place-text.ts";
import type { Detector } from "./detector.ts";

const RENDERED: ReadonlySet<Component> = new Set([
  "control-plane",
  "cni",
  "ztunnel",
  "gateway",
  "ingress",
  "tags",
]);

/** Values that the mesh file sets for the renderer, where something that was rendered is written. */
export const values: Detector = {
  topic: "values",
  find: ({ view, written }) => {
    const touched = new Set(
      written
        .filter(({ action }) => RENDERED.has(action.component))
        .map(({ action }) => action.cluster),
    );
    return view.clusters
      .filter(({ name }) => touched.has(name))
      .flatMap(({ name, values: set = [] }) =>
        set.map(({ path, line }) => ({
          risk: "none" as const,
          text: "",
          subject: `${path} (${placeText(view.file, line)})`,
          cluster: name,
        })),
      );
  },
};
