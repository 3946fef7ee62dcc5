import { accessTo } from "../../kube/access-request.ts";
import { fact } from "./fact.ts";
import { SYSTEM } from "./shared/places.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** The label by which kube-system asks for injection; absent where it does not. */
    readonly injectedSystem?: string;
  }
}

export const injectedSystem = fact({
  name: "injectedSystem",
  optional: true,
  wants: ({ file }) => (file === undefined ? undefined : SYSTEM),
  reads: (system) => [accessTo("get", system)],
  read: async (client, system) => injectingLabel((await client.get(system))?.metadata.labels ?? {}),
});

function injectingLabel(labels: { readonly [key: string]: string }): string | undefined {
  if (labels["istio-injection"] === "enabled") return "istio-injection=enabled";
  const revision = labels["istio.io/rev"];
  return revision === undefined || labels["istio-injection"] === "disabled"
    ? undefined
    : `istio.io/rev=${revision}`;
}
