import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { refText } from "../../kube/object.ts";
import type { Cluster, Mesh } from "../../mesh/model.ts";
import { commandLine } from "../../util/command-line.ts";
import { kubectl } from "../kubectl.ts";
import type { Check, CheckInput, Known } from "./check.ts";

/** MP0529, a warning: istiod reads a cluster that left the mesh, or was never in it, and sends traffic to its pods. Source: istio/istio#13614. */
export const remoteSecretsAreOfTheMesh: Check<"facts"> = {
  over: "facts",
  unless: isLeftOver,
  codes: ["MP0529"],
  check: ({ mesh, known }) => {
    const names = new Set<string>(mesh.clusters.map(({ name }) => name));
    return known.flatMap((one) => strangers(mesh, one, names));
  },
};

function strangers(
  mesh: Mesh,
  { cluster, facts }: Known,
  names: ReadonlySet<string>,
): readonly Diagnostic[] {
  return (facts.remoteSecrets ?? []).flatMap(({ name, cluster: of }) =>
    of === undefined || names.has(of)
      ? []
      : [
          {
            code: "MP0529" as const,
            message: `istiod of ${cluster.name} also reads ${of}, which is not in the file, by the Secret ${name}`,
            help: `add ${of} to the file, or where it shall not be in the mesh: ${removal(mesh, cluster, name)}`,
            cluster: cluster.name,
            object: { apiVersion: "v1", kind: "Secret", namespace: mesh.istio.namespace, name },
          },
        ],
  );
}

function removal({ istio }: Mesh, cluster: Cluster, name: string): string {
  return commandLine`${kubectl(cluster)} -n ${istio.namespace} delete secret ${name}`;
}

/** Told as left over (MP0610) anyway, with the same command to delete it. */
function isLeftOver({ cluster, object }: Diagnostic, { leftovers }: CheckInput): boolean {
  return leftovers.some(
    (one) =>
      one.cluster === cluster && object !== undefined && refText(one.object) === refText(object),
  );
}
