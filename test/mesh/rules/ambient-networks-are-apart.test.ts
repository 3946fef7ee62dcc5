import { describe, test } from "vitest";
import { ambientNetworksAreApart } from "../../../src/mesh/rules/ambient-networks-are-apart.ts";
import { meshOfText } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const mesh = (mode: string, ...clusters: readonly string[]) =>
  meshOfText(`apiVersion: meshplan/v1
mesh: mesh1
mode: ${mode}
istio: { version: 1.31.0 }
clusters:
${clusters.map((line) => `  ${line}\n`).join("")}`);

describe("MP0431: ambient clusters have a network each", () => {
  test("accepts one cluster a network, and anything in sidecar mode", () => {
    expectAccepted(
      ambientNetworksAreApart,
      mesh("ambient", "a: { network: n1 }", "b: { network: n2 }"),
    );
    expectAccepted(
      ambientNetworksAreApart,
      mesh("sidecar", "a: { network: n1 }", "b: { network: n1 }"),
    );
  });

  test("warns once for each network that is shared", () => {
    expectRefused(
      ambientNetworksAreApart,
      mesh(
        "ambient",
        "a: { network: n1 }",
        "b: { network: n1 }",
        "c: { network: n1 }",
        "d: { network: n2 }",
        "e: { network: n2 }",
      ),
      "3 clusters are on n1, and Istio calls several ambient clusters on one network untested",
      "2 clusters are on n2, and Istio calls several ambient clusters on one network untested",
    );
  });
});
