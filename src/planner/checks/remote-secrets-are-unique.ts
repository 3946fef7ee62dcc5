import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { remoteSecretName } from "../components/remote-secret/component.ts";
import type { Check, Known } from "./check.ts";

/**
 * MP0528: of two Secrets for one cluster istiod takes the one it sees first and ignores the other, and each restart may choose
 * anew: the cluster is read with the credentials and the address of the wrong one. Source: istio/istio#36365.
 */
export const remoteSecretsAreUnique: Check<"facts"> = {
  over: "facts",
  codes: ["MP0528"],
  check: ({ mesh, known }) => {
    const names = new Set<string>(mesh.clusters.map(({ name }) => name));
    return known.flatMap((one) => others(one, names));
  },
};

function others({ cluster, facts }: Known, names: ReadonlySet<string>): readonly Diagnostic[] {
  return (facts.remoteSecrets ?? []).flatMap(({ name, cluster: of }) => {
    if (of === undefined || of === cluster.name || !names.has(of)) return [];
    if (name === remoteSecretName(of)) return [];
    return [
      {
        code: "MP0528" as const,
        message: `the Secret ${name} of ${cluster.name} is for ${of} too, and istiod takes one of the two at random`,
        help: `delete it, or remove its label istio/multiCluster, then plan again`,
        cluster: cluster.name,
      },
    ];
  });
}
