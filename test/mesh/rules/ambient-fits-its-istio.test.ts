import { describe, test } from "vitest";
import { ambientFitsItsIstio } from "../../../src/mesh/rules/ambient-fits-its-istio.ts";
import { meshOfText } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const mesh = (mode: string, istio: string) =>
  meshOfText(`apiVersion: meshplan/v1
mesh: mesh1
mode: ${mode}
istio: ${istio}
clusters: { a: { network: n1 }, b: { network: n2 } }
`);

describe("MP0432: Istio spans clusters in ambient mode", () => {
  test("accepts the minors that do, and any in sidecar mode", () => {
    for (const version of ["1.27.0", "1.31.4", "1.40.0"])
      expectAccepted(ambientFitsItsIstio, mesh("ambient", `{ version: ${version} }`));
    expectAccepted(ambientFitsItsIstio, mesh("sidecar", "{ version: 1.26.0 }"));
  });

  test("rejects older ones", () => {
    expectRefused(
      ambientFitsItsIstio,
      mesh("ambient", "{ version: 1.26.9 }"),
      "Istio 1.26.9 has no ambient mode over several clusters",
    );
  });
});

describe("MP0433: one revision in ambient mode", () => {
  const two = "{ revisions: { blue: { version: 1.31.0 }, green: { version: 1.31.1 } } }";

  test("accepts one, and several in sidecar mode", () => {
    expectAccepted(
      ambientFitsItsIstio,
      mesh("ambient", "{ revisions: { blue: { version: 1.31.0 } } }"),
    );
    expectAccepted(ambientFitsItsIstio, mesh("sidecar", two));
  });

  test("rejects several", () => {
    expectRefused(
      ambientFitsItsIstio,
      mesh("ambient", two),
      "several revisions in ambient mode: not in this version",
    );
  });
});
