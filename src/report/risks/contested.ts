import { plural } from "../layout.ts";
import type { Detector } from "./detector.ts";

/** Fields that others own and that stay as they are. */
export const contested: Detector = {
  topic: "contested",
  find: ({ view }) =>
    view.clusters.flatMap(({ name }) => {
      const fields = view.actions
        .filter(({ cluster }) => cluster === name)
        .flatMap(({ changes }) => changes.flatMap(({ left_alone: left }) => left));
      const owners = [...new Set(fields.map(({ manager }) => manager))].sort();
      return owners.map((owner) => ({
        risk: "none" as const,
        text: "left alone",
        subject: `${plural(fields.filter(({ manager }) => manager === owner).length, "field")} owned by ${owner}`,
        cluster: name,
      }));
    }),
};
