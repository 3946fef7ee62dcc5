import type { Rule } from "eslint";

/** The ESLint rule `no-waiting-promise`: nobody must wait while a promise that was started has no listener. */
export const noWaitingPromise: Rule.RuleModule;
