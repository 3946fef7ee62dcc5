import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { istioMinor } from "../../mesh/istio-versions.ts";
import type { ClusterName, Mesh } from "../../mesh/model.ts";
import type { InstalledDefinition } from "../facts.ts";
import { definitionOf, gatewayApiOf, isOlder } from "../components/gateway-api/definitions.ts";
import type { Check } from "./check.ts";

/**
 * The kinds an ambient mesh cannot do without, and the first release in which its own objects are valid: since v1.2.0 the
 * standard channel has `spec.infrastructure` of Gateways. Whether istiod reads newer or further kinds is for its users.
 */
const NEEDED: Readonly<Record<string, string>> = { gatewayclasses: "v1.2.0", gateways: "v1.2.0" };

/** MP0531 and MP0532: what the Gateway API of a cluster lacks, where it is somebody else's and has to be brought up to date by them. */
export const gatewayApiIsUsable: Check<"facts"> = {
  over: "facts",
  codes: ["MP0531", "MP0532"],
  check: ({ mesh, known }) => {
    const wanted = gatewayApiOf(mesh);
    if (wanted === undefined) return [];
    return known.flatMap(({ facts: { cluster, gatewayApi = [] } }) => {
      const theirs = gatewayApi.filter((one) => !one.isOurs);
      if (theirs.length === 0) return [];
      return [
        ...missing(cluster, wanted, gatewayApi),
        ...theirs.flatMap((one) => tooOld(mesh, cluster, wanted, one)),
      ];
    });
  },
};

/** Only a set of others can be without a definition that the mesh needs: the mesh brings what is missing of its own. */
function missing(
  cluster: ClusterName,
  wanted: string,
  installed: readonly InstalledDefinition[],
): readonly Diagnostic[] {
  const isTheirs = installed.some((one) => one.name === definitionOf("gateways") && !one.isOurs);
  return Object.keys(NEEDED)
    .map(definitionOf)
    .filter((name) => isTheirs && !installed.some((one) => one.name === name))
    .map((name) => ({
      code: "MP0531",
      message: `somebody else installed the Gateway API without the CustomResourceDefinition ${name}, which an ambient mesh needs`,
      help: install(wanted),
      cluster,
    }));
}

function tooOld(
  mesh: Mesh,
  cluster: ClusterName,
  wanted: string,
  { name, bundle }: InstalledDefinition,
): readonly Diagnostic[] {
  const plural = name.slice(0, name.indexOf("."));
  const found = bundle === undefined ? "of an unknown release" : `of Gateway API ${bundle}`;
  const needed = NEEDED[plural];
  const definition = `the CustomResourceDefinition ${name} is ${found} and not of this mesh`;
  if (needed !== undefined && isOlder(bundle ?? "", needed))
    return [
      {
        code: "MP0531",
        message: `${definition}; an ambient mesh needs ${needed} or newer`,
        help: install(wanted),
        cluster,
      },
    ];
  const oldest = istioMinor(mesh.istio.version)?.gatewayApi.oldest[plural];
  if (oldest === undefined || !isOlder(bundle ?? "", oldest)) return [];
  return [
    {
      code: "MP0532",
      message: `${definition}; istiod ${mesh.istio.version} ignores its objects until it is ${oldest} or newer`,
      help: `nothing of the mesh depends on it; where you use it, ${install(wanted)}`,
      cluster,
    },
  ];
}

function install(version: string): string {
  return `let its owner install ${version}: https://github.com/kubernetes-sigs/gateway-api/releases/tag/${version}`;
}
