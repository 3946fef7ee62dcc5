import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { closest } from "../../util/closest.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0480: a tag stands for a revision of this mesh, under a name that no revision has. */
export const tagsNameRevisions: Rule = ({ istio, at }) => {
  const names = istio.revisions.map(({ name }) => name).filter((name) => name !== "");
  return Object.entries(istio.tags).flatMap(([tag, revision]): readonly Diagnostic[] => {
    const place = istio.fieldsAt?.[`tags.${tag}`] ?? at;
    if (names.includes(tag))
      return [
        {
          code: "MP0480",
          message: `the tag ${nameText(tag)} has the name of a revision, so a workload could not say which it means`,
          help: "give the tag a name of its own, such as prod",
          at: place,
        },
      ];
    if (names.includes(revision)) return [];
    const meant = closest(revision, names);
    return [
      {
        code: "MP0480",
        message: `the tag ${nameText(tag)} points to ${nameText(revision)}, which is no revision of this mesh`,
        help:
          names.length === 0
            ? "name the control plane: write `revisions` instead of `version`"
            : meant === undefined
              ? `its revisions are ${names.join(", ")}`
              : `did you mean \`${meant}\`?`,
        at: place,
      },
    ];
  });
};
