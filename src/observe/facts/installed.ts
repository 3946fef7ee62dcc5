import type { Installed } from "../../planner/installed.ts";
import { looksAt, readsFor } from "../installed/looks.ts";
import { ComponentReader } from "../installed/reader.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** What others deliver, where the file leaves components to them. A component of which something may not be read is absent. */
    readonly installed?: Installed;
  }
}

export const installed = fact({
  name: "installed",
  wants: (of) => (of.external.size === 0 ? undefined : of),
  reads: (of) => [...of.external].flatMap((component) => readsFor(component, of)),
  read: async (client, of): Promise<Installed> => {
    const found = await Promise.all(
      [...of.external].map(async (component) => {
        const reader = new ComponentReader(client);
        const part = await looksAt(component, reader, of);
        return reader.isDenied ? {} : { [component]: part };
      }),
    );
    return Object.assign({}, ...found) as Installed;
  },
});
