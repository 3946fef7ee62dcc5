import { checkInstalled } from "../components/installed/check.ts";
import type { Check } from "./check.ts";

/** MP0555 to MP0569: what others deliver is there, and is what the mesh needs. */
export const othersDeliveredIt: Check<"facts"> = {
  over: "facts",
  codes: [
    "MP0555",
    "MP0556",
    "MP0557",
    "MP0558",
    "MP0559",
    "MP0560",
    "MP0561",
    "MP0562",
    "MP0563",
    "MP0564",
    "MP0565",
    "MP0566",
    "MP0567",
    "MP0568",
    "MP0569",
  ],
  check: ({ mesh, topology, known }) =>
    known.flatMap(({ cluster, facts: { installed } }) => {
      if (installed === undefined) return [];
      const factsOf: Parameters<typeof checkInstalled>[0]["factsOf"] = (name) =>
        known.find((one) => one.cluster.name === name)?.facts;
      return checkInstalled({ mesh, topology, cluster, factsOf }, installed);
    }),
};
