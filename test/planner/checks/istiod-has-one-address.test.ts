import { describe, expect, test } from "vitest";
import type { LiveSlice } from "../../../src/planner/facts.ts";
import { istiodHasOneAddress } from "../../../src/planner/checks/istiod-has-one-address.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, factsOf } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");
const WRITTEN: LiveSlice = {
  name: "istiod",
  service: "istiod",
  ofSelector: false,
  addresses: ["192.0.2.1"],
};
const OF_PODS: LiveSlice = {
  name: "istiod-x7k2p",
  service: "istiod",
  ofSelector: true,
  addresses: ["10.0.0.1", "10.0.0.2"],
};
const EMPTY = { ...OF_PODS, addresses: [] };

/** The help of the one thing that is found. */
function helpFor(...input: Parameters<typeof factsOf>): string | undefined {
  return istiodHasOneAddress.check(factsOf(...input))[0]?.help;
}

describe("MP0535: istiod's Service leads to one istiod", () => {
  test("accepts pods in a primary, and what is written in a remote", () => {
    expectAccepted(istiodHasOneAddress, MESH, {
      a: { slices: [OF_PODS] },
      b: { slices: [WRITTEN, EMPTY] },
    });
    expectAccepted(istiodHasOneAddress, MESH, { a: {}, b: {} });
  });

  test("accepts the pods of a local injector, and what leads to the istiod in a host", () => {
    const local = meshOf("a: { network: n }", "b: { network: m, primary: a, injector: local }");
    expectAccepted(istiodHasOneAddress, local, { b: { slices: [OF_PODS] } });
    const external = meshOf("hub:", "config: { network: n, controlPlane: hub }");
    expectAccepted(istiodHasOneAddress, external, {
      hub: { slices: [OF_PODS] },
      config: { slices: [WRITTEN] },
    });
  });

  test("rejects in a primary the address that it had as a remote", () => {
    const input = { a: { slices: [WRITTEN, OF_PODS] } };
    expectRefused(
      istiodHasOneAddress,
      MESH,
      input,
      "the EndpointSlice istiod of a leads the Service istiod to 192.0.2.1, and the file gives a an istiod of its own",
    );
    expect(helpFor(MESH, input)).toContain(
      "kubectl --context a delete endpointslice --namespace istio-system istiod, then",
    );
  });

  test("rejects in a remote the pods that it has as a primary: the slice goes with its Service", () => {
    const input = { b: { slices: [OF_PODS], istiod: "1.31.0" } };
    expectRefused(
      istiodHasOneAddress,
      MESH,
      input,
      "the EndpointSlice istiod-x7k2p of b leads the Service istiod to 10.0.0.1, 10.0.0.2, pods of its own, and the file gives b the istiod of another cluster",
    );
    expect(helpFor(MESH, input)).toContain(
      "delete --namespace istio-system --ignore-not-found service/istiod endpointslice/istiod-x7k2p, then",
    );
  });

  test("rejects what is left when that istiod is gone: the slice goes alone", () => {
    expect(helpFor(MESH, { b: { slices: [WRITTEN, OF_PODS] } })).toContain(
      "--ignore-not-found endpointslice/istiod-x7k2p, then",
    );
  });

  test("rejects an empty slice only while an istiod may fill it", () => {
    const empty = { slices: [EMPTY] };
    expectAccepted(istiodHasOneAddress, MESH, { b: empty });
    expectRefused(
      istiodHasOneAddress,
      MESH,
      { b: { ...empty, istiod: "1.31.0" } },
      "the EndpointSlice istiod-x7k2p of b leads the Service istiod to no address yet, pods of its own, and the file gives b the istiod of another cluster",
    );
  });
});
