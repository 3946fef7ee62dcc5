import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { FactRule, Known } from "./fact-rule.ts";

/** MP0529, a warning: istiod reads a cluster that left the mesh, or was never in it, and sends traffic to its pods. Source: istio/istio#13614. */
export const remoteSecretsAreOfTheMesh: FactRule = ({ mesh, known }) => {
  const names = new Set<string>(mesh.clusters.map(({ name }) => name));
  return known.flatMap((one) => strangers(one, names));
};

function strangers({ cluster, facts }: Known, names: ReadonlySet<string>): readonly Diagnostic[] {
  return (facts.live?.remoteSecrets ?? []).flatMap(({ name, cluster: of }) =>
    of === undefined || names.has(of)
      ? []
      : [
          {
            code: "MP0529" as const,
            message: `istiod of ${cluster.name} also reads ${of}, which is not in the file, by the Secret ${name}`,
            help: `add ${of} to the file, or delete the Secret where the cluster shall not be in the mesh`,
            cluster: cluster.name,
          },
        ],
  );
}
