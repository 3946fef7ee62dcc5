import { missingRight } from "../missing-right.ts";
import type { Check } from "./check.ts";

/** MP0503: the account may not read what a plan has to know. All of it is told at once, so that it is asked for once. */
export const factsMayBeRead: Check<"facts"> = {
  over: "facts",
  codes: ["MP0503"],
  check: ({ known }) =>
    known.flatMap(({ cluster, facts }) =>
      facts.denied.map(({ message, object }) => missingRight(cluster.name, message, object)),
    ),
};
