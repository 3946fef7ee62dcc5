import { describe, test } from "vitest";
import { ambientIstiodsAreLocal } from "../../../src/mesh/rules/ambient-istiods-are-local.ts";
import { meshOfText } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const mesh = (mode: string, ...clusters: readonly string[]) =>
  meshOfText(`apiVersion: meshplan/v1
mesh: mesh1
mode: ${mode}
istio: { version: 1.31.0 }
clusters:
${clusters.map((line) => `  ${line}\n`).join("")}`);

describe("MP0430: in ambient mode every cluster has its own istiod", () => {
  test("accepts primaries, and remotes in sidecar mode", () => {
    expectAccepted(
      ambientIstiodsAreLocal,
      mesh("ambient", "a: { network: n1 }", "b: { network: n2 }"),
    );
    expectAccepted(
      ambientIstiodsAreLocal,
      mesh("sidecar", "a: { network: n1 }", "b: { network: n2, primary: a }"),
    );
  });

  test("rejects an istiod in a host", () => {
    expectRefused(
      ambientIstiodsAreLocal,
      mesh("ambient", "a: { network: n1, controlPlane: hub }", "hub:"),
      "the istiod of cluster a runs in hub, and in ambient mode every cluster needs its own",
    );
  });

  test("rejects every remote", () => {
    expectRefused(
      ambientIstiodsAreLocal,
      mesh("ambient", "a: { network: n1 }", "b: { network: n2, primary: a }", "c: { primary: a }"),
      "cluster b is a remote of a, and in ambient mode every cluster needs its own istiod",
      "cluster c is a remote of a, and in ambient mode every cluster needs its own istiod",
    );
  });
});
