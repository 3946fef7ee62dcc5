import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actionId } from "../../src/planner/action.ts";
import {
  deferSentinel,
  deferredIn,
  fillDeferred,
  SENTINEL_IPV4,
} from "../../src/planner/deferred.ts";
import type { ClusterName } from "../../src/mesh/model.ts";

const REF = { action: actionId("cluster1" as ClusterName, "gateway-address"), output: "address" };

describe("values that are not known yet", () => {
  test("a filled hole equals a render with the real address, byte for byte", () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom("{}", "{", "}", "{{}}", SENTINEL_IPV4));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const rendered = { data: { values: pieces.join("") } };
        const real = { data: { values: pieces.join("").replaceAll(SENTINEL_IPV4, "10.1.0.2") } };
        const body = deferSentinel(rendered, SENTINEL_IPV4, REF);
        expect(fillDeferred(body, () => "10.1.0.2")).toEqual(real);
      }),
    );
  });

  test("an empty map inside a string is no hole", () => {
    const text = `{"affinity": {}, "remotePilotAddress": "${SENTINEL_IPV4}"}`;
    const body = deferSentinel({ values: text }, SENTINEL_IPV4, REF);
    expect(deferredIn(body)).toEqual(["cluster1/gateway-address#address"]);
    expect(fillDeferred(body, () => "10.1.0.2")).toEqual({
      values: '{"affinity": {}, "remotePilotAddress": "10.1.0.2"}',
    });
  });
});
