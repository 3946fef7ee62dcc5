import { closest } from "../../util/closest.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0441, a warning: settings of a network that no cluster is on have no effect, and a misspelt name looks just like that. */
export const networksHaveClusters: Rule = (mesh, topology) =>
  [...mesh.networks]
    .filter(([network]) => !topology.networks.has(network))
    .map(([network, { at }]) => {
      const others = [...topology.networks.keys()].filter(
        (other) => letters(other) !== letters(network),
      );
      const meant = closest(network, others);
      return {
        code: "MP0441",
        message: `no cluster is on the network ${nameText(network)}, so its settings have no effect`,
        help:
          meant === undefined
            ? "remove it, or give a cluster this network"
            : `did you mean \`${nameText(meant)}\`?`,
        at,
      };
    });

/** Names that differ in digits only, as network1 and network2, differ on purpose. */
function letters(name: string): string {
  return name.replaceAll(/[0-9]/g, "");
}
