import { namespaceOfMesh } from "../namespace-of-mesh.ts";
import { fact } from "./fact.ts";
import { injectorReads, istiodReads, listOthers, withIstio } from "./shared/istio-objects.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** The other namespace in which this mesh's Istio is, where it is not in that of the file. */
    readonly livesIn?: string;
  }
}

export const livesIn = fact({
  name: "livesIn",
  wants: withIstio,
  reads: (of) => [...istiodReads(of), ...injectorReads(of)],
  read: async (client, of) => {
    const found = (await listOthers(client, of)).map((object) => namespaceOfMesh(object, of.mesh));
    return found.find((one) => one !== undefined);
  },
});
