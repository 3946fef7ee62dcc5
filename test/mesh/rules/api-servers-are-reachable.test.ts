import { describe, test } from "vitest";
import { apiServersAreReachable } from "../../../src/mesh/rules/api-servers-are-reachable.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0410: other clusters can reach an API server", () => {
  test("accepts addresses and names of other machines", () => {
    expectAccepted(
      apiServersAreReachable,
      meshOf(
        "a: { apiServer: https://10.2.0.2:6443 }",
        "b: { apiServer: https://localhost.example.com }",
      ),
    );
  });

  test("rejects every spelling of this machine", () => {
    expectRefused(
      apiServersAreReachable,
      meshOf(
        "a: { apiServer: https://localhost:6443 }",
        "b: { apiServer: https://127.1 }",
        'c: { apiServer: "https://[::1]:6443" }',
        "d: { apiServer: https://0.0.0.0/ }",
      ),
      "the other clusters cannot reach cluster a at localhost:6443, which is their own machine",
      "the other clusters cannot reach cluster b at 127.0.0.1, which is their own machine",
      "the other clusters cannot reach cluster c at [::1]:6443, which is their own machine",
      "the other clusters cannot reach cluster d at 0.0.0.0, which is their own machine",
    );
  });

  test("rejects addresses of one link, of many machines and of none", () => {
    expectRefused(
      apiServersAreReachable,
      meshOf(
        "a: { apiServer: https://169.254.169.254 }",
        'b: { apiServer: "https://[fe80::1]" }',
        'c: { apiServer: "https://[64:ff9b::7f00:1]" }',
        'd: { apiServer: "https://[::ffff:169.254.0.1]" }',
        "e: { apiServer: https://224.0.0.1 }",
      ),
      "the other clusters cannot reach cluster a at 169.254.169.254, which is valid on one link only",
      "the other clusters cannot reach cluster b at [fe80::1], which is valid on one link only",
      "the other clusters cannot reach cluster c at [64:ff9b::7f00:1], which is their own machine",
      "the other clusters cannot reach cluster d at [::ffff:a9fe:1], which is valid on one link only",
      "the other clusters cannot reach cluster e at 224.0.0.1, which is a multicast address",
    );
  });
});
