import { SECRET_FACTS, type SecretFact } from "../facts.ts";
import type { Check } from "./check.ts";

/** What nobody looked at, and the codes of the checks that therefore did not run. */
const NOT_CHECKED: Readonly<Record<SecretFact, string>> = {
  cacerts: "the CA that istiod signs with (MP0514, MP0515, MP0541, MP0542, MP0544)",
  "own-root": "a root that istiod made itself (MP0543)",
  "reader-token": "the reader's token in remote secrets",
  "istiod-token": "istiod's token in its kubeconfig",
  "remote-secrets": "remote secrets of other clusters (MP0528, MP0529)",
  "helm-releases": "Helm releases of another Istio (MP0502)",
};

/** MP0596, a warning: what a read-only plan may not read of Secrets, and which checks are left to the apply for it. */
export const secretsAreRead: Check<"facts"> = {
  over: "facts",
  codes: ["MP0596"],
  check: ({ known }) => {
    const groups = new Map<string, string[]>();
    for (const { cluster, facts } of known) {
      const missing = SECRET_FACTS.filter((fact) => facts.unread?.includes(fact) === true);
      if (missing.length === 0) continue;
      const text = missing.map((fact) => NOT_CHECKED[fact]).join(", ");
      groups.set(text, [...(groups.get(text) ?? []), cluster.name]);
    }
    return [...groups].map(([text, clusters]) => ({
      code: "MP0596",
      message: `Secrets of ${clusters.join(", ")} may not be read here; not checked: ${text}`,
      help: "the plan of an apply checks them; meshplan rbac plan --with-secrets prints a role that reads those with a name",
    }));
  },
};
