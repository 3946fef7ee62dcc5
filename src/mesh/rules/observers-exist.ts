import { closest } from "../../util/closest.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan, isShared } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0442: `apiServer.from` is written for one reader by name; a reader that does not exist gets the other address instead. */
export const observersExist: Rule = (mesh) => {
  const names = new Set(mesh.clusters.map(({ name }) => name));
  return mesh.clusters.flatMap((cluster) => {
    const wrong = [...cluster.apiServer.from.keys()].find(
      (observer) =>
        !names.has(observer) ||
        (observer === cluster.name && !isShared(mesh, cluster, "apiServer")),
    );
    if (wrong === undefined) return [];
    const others = [...names].filter((name) => name !== cluster.name);
    const meant = wrong === cluster.name ? undefined : closest(wrong, others);
    return [
      {
        code: "MP0442" as const,
        message:
          wrong === cluster.name
            ? `cluster ${nameText(cluster.name)} has an address for itself in apiServer.from, and no cluster reads itself by an address`
            : `apiServer.from of cluster ${nameText(cluster.name)} names ${nameText(wrong)}, which does not exist`,
        help:
          meant === undefined
            ? `remove ${nameText(wrong)} from it`
            : `did you mean \`${nameText(meant)}\`?`,
        at: fieldSpan(cluster, "apiServer"),
      },
    ];
  });
};
