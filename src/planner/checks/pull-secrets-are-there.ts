import { missingPullSecrets } from "../pull-secrets.ts";
import type { Check } from "./check.ts";

/** MP0602, a warning: a pull secret that objects of the mesh name is not there. */
export const pullSecretsAreThere: Check<"facts"> = {
  over: "facts",
  codes: ["MP0602"],
  check: ({ mesh, facts, looked }) => missingPullSecrets(mesh, facts, looked),
};
