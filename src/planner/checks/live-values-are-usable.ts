import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { refOf, refText } from "../../kube/object.ts";
import type { AccountToken } from "../facts.ts";
import { liveAddress } from "../live-address.ts";
import type { Check, Known } from "./check.ts";

/**
 * MP9126: what a cluster hands out goes into objects of other clusters and to their proxies. An address that means another machine
 * there, or is no address at all, and a Secret that holds something else than a token and certificates, are refused before anything
 * is planned with them.
 */
export const liveValuesAreUsable: Check<"facts"> = {
  over: "facts",
  codes: ["MP9126"],
  check: ({ known }) =>
    known.flatMap((one) => [
      ...unusableAddress(one),
      ...unusableToken(one, one.facts.readerToken),
      ...unusableToken(one, one.facts.istiodToken),
    ]),
};

function unusableAddress({ cluster, facts }: Known): readonly Diagnostic[] {
  const service = facts.gatewayService;
  if (service === undefined || cluster.gateway.address !== undefined) return [];
  const { refused } = liveAddress(service);
  if (refused === undefined) return [];
  return [
    {
      code: "MP9126",
      message: `the gateway of ${cluster.name} has the address ${refused.text}, which ${refused.problem}`,
      help: `write the address by which other clusters reach it in clusters.${cluster.name}.gateway.address`,
      cluster: cluster.name,
      object: refOf(service),
    },
  ];
}

function unusableToken({ cluster }: Known, token: AccountToken | undefined): readonly Diagnostic[] {
  if (token?.problem === undefined) return [];
  const { object, problem } = token;
  return [
    {
      code: "MP9126",
      message: `${refText(object)} cannot be handed on: ${problem}`,
      help: "look who wrote it; where its data are removed, the cluster fills it again",
      cluster: cluster.name,
      object,
    },
  ];
}
