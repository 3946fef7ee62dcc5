import { describe, test } from "vitest";
import { ipv6AddressesAreKnown } from "../../../src/mesh/rules/ipv6-addresses-are-known.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0449: remotes can be given an IPv6 address", () => {
  const text = (version: string, gateway: string): string =>
    SEED.replace("1.31.0", version).replace(
      "network: network1",
      `network: network1, gateway: { address: "${gateway}" }`,
    );

  test("accepts IPv6 since 1.28, IPv4 always, and IPv6 where no remote needs it", () => {
    expectAccepted(ipv6AddressesAreKnown, meshOfText(text("1.28.0", "fd00::7")));
    expectAccepted(ipv6AddressesAreKnown, meshOfText(text("1.27.0", "10.0.0.7")));
    const peers = text("1.27.0", "fd00::7").replace(", primary: cluster1", "");
    expectAccepted(ipv6AddressesAreKnown, meshOfText(peers));
  });

  test("rejects IPv6 for remotes before", () => {
    expectRefused(
      ipv6AddressesAreKnown,
      meshOfText(text("1.27.9", "fd00::7")),
      "the remotes of cluster1 cannot be given fd00::7: Istio 1.27.9 takes IPv6 addresses for host names",
    );
  });
});
