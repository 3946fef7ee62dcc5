import { describe, test } from "vitest";
import { externalTakesNoValues } from "../../../src/mesh/rules/external-takes-no-values.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const VALUES = "values: { pilot: { autoscaleMax: 3 } }";
const cluster1 = (more: string): string =>
  SEED.replace("network: network1 }", `network: network1, ${more} }`);

describe("MP0476: values have no effect on what others deliver", () => {
  test("accepts them where meshplan renders, whoever applies it", () => {
    expectAccepted(externalTakesNoValues, meshOfText(cluster1(VALUES)));
    expectAccepted(
      externalTakesNoValues,
      meshOfText(cluster1(`${VALUES}, delivery: { all: render }`)),
    );
  });

  test("accepts values from further out: other clusters have a use for them", () => {
    const file = cluster1("delivery: { all: external }");
    expectAccepted(externalTakesNoValues, meshOfText(`${file}defaults: { ${VALUES} }\n`));
  });

  test("rejects the cluster's own", () => {
    expectRefused(
      externalTakesNoValues,
      meshOfText(cluster1(`${VALUES}, delivery: { control-plane: external }`)),
      "values of cluster1 have no effect: others deliver its control plane",
    );
  });
});
