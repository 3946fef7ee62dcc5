import { describe, test } from "vitest";
import { timeoutsAreLongEnough } from "../../../src/mesh/rules/timeouts-are-long-enough.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0450: something can become ready in time", () => {
  test("accepts the defaults and ten seconds", () => {
    expectAccepted(timeoutsAreLongEnough, meshOfText(SEED));
    expectAccepted(
      timeoutsAreLongEnough,
      meshOfText(`${SEED}timeouts: { address: 10s, ready: 10s }\n`),
    );
  });

  test("warns of less", () => {
    expectRefused(
      timeoutsAreLongEnough,
      meshOfText(`${SEED}timeouts: { address: 9s, ready: 1s }\n`),
      "timeouts.address is 9 s, and a load balancer takes longer",
      "timeouts.ready is 1 s, and istiod takes longer",
    );
  });
});
