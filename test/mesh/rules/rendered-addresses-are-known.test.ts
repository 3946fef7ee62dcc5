import { describe, test } from "vitest";
import { renderedAddressesAreKnown } from "../../../src/mesh/rules/rendered-addresses-are-known.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const RENDERED = "delivery: { control-plane: render }";

describe("MP0475: rendered manifests of a remote hold the address of its primary's gateway", () => {
  test("accepts an address or a name in the file", () => {
    for (const address of ["203.0.113.7", "mesh.example.com"])
      expectAccepted(
        renderedAddressesAreKnown,
        meshOf(
          `east: { network: n, gateway: { address: ${address} } }`,
          `west: { network: n, primary: east, ${RENDERED} }`,
        ),
      );
  });

  test("accepts a rendered primary, and a remote of which only other parts are rendered", () => {
    expectAccepted(
      renderedAddressesAreKnown,
      meshOf(
        `east: { network: n, ${RENDERED} }`,
        "west: { network: n, primary: east, delivery: { gateway: render, namespace: render } }",
      ),
    );
  });

  test("rejects a rendered remote without it, and names the field", () => {
    expectRefused(
      renderedAddressesAreKnown,
      meshOf("east: { network: n }", `west: { network: n, primary: east, ${RENDERED} }`),
      "the manifests of west need the address of the gateway of east, which the file does not give",
    );
  });
});
