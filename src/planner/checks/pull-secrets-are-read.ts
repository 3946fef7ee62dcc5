import { unreadPullSecrets } from "../pull-secrets.ts";
import type { Check } from "./check.ts";

/** MP0603, a warning: whether a pull secret is there, nobody may look. */
export const pullSecretsAreRead: Check<"plan"> = {
  over: "plan",
  codes: ["MP0603"],
  check: ({ mesh, looked }) => unreadPullSecrets(mesh, looked),
};
