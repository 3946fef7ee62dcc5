import type { Detector } from "./detector.ts";

/** Clusters of which nothing is known. */
export const unread: Detector = {
  topic: "not read",
  find: ({ view }) =>
    view.clusters
      .filter(({ reachable }) => !reachable)
      .map(({ name }) => ({
        risk: "none",
        text: "could not be read, so what depends on it is not planned",
        subject: "",
        cluster: name,
      })),
};
