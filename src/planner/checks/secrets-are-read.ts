import type { Check } from "./check.ts";

/** MP0596, a warning: what a read-only plan may not read of Secrets, and which checks are left to the apply for it. */
export const secretsAreRead: Check<"facts"> = {
  over: "facts",
  codes: ["MP0596"],
  check: ({ known }) => {
    const groups = new Map<string, string[]>();
    for (const { cluster, facts } of known) {
      if (facts.unread === undefined) continue;
      const text = facts.unread.map(({ what }) => what).join(", ");
      groups.set(text, [...(groups.get(text) ?? []), cluster.name]);
    }
    return [...groups].map(([text, clusters]) => ({
      code: "MP0596",
      message: `Secrets of ${clusters.join(", ")} may not be read here; not checked: ${text}`,
      help: "the plan of an apply checks them; meshplan rbac plan --with-secrets prints a role that reads those with a name",
    }));
  },
};
