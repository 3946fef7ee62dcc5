import { describe, test } from "vitest";
import { valuesHaveTheLayout } from "../../../src/mesh/rules/values-have-the-layout.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0486: values are laid out as in an IstioOperator", () => {
  test("accepts its parts", () => {
    expectAccepted(
      valuesHaveTheLayout,
      meshOf("a: { values: { global: {}, pilot: { env: { A: b } }, meshConfig: {}, cni: {} } }"),
    );
  });

  test("rejects those of Helm's istiod chart, and slips", () => {
    expectRefused(
      valuesHaveTheLayout,
      meshOf("a: { values: { env: { A: b }, globl: {} } }"),
      "env is no part of the values of an IstioOperator",
      "globl is no part of the values of an IstioOperator",
    );
  });
});
