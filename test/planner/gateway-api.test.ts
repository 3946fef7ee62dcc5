import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gatewayApiDefinitions } from "../../src/adapters/renderers/gateway-api.ts";
import { compareVersions } from "../../src/mesh/versions.ts";
import type { InstalledDefinition } from "../../src/planner/facts.ts";
import {
  BUNDLE_ANNOTATION,
  definitionsToWrite,
  gatewayApiOf,
} from "../../src/planner/components/gateway-api/definitions.ts";
import { gatewayApiIsUsable } from "../../src/planner/checks/gateway-api-is-usable.ts";
import { factsOf } from "./checks/verbs.ts";
import { meshOf } from "./seed.ts";

const GROUP = "gateway.networking.k8s.io";
const WANTED = await gatewayApiDefinitions("v1.6.0");
const NAMES = WANTED.map(({ metadata }) => metadata.name);
const mesh = (mode: string, version = "1.31.0") =>
  meshOf(`apiVersion: meshplan/v1
mesh: mesh1
mode: ${mode}
istio: { version: ${version} }
trust: { root: existing }
clusters:
  a: { network: n1 }
  b: { network: n2 }
`).mesh;
const definition = (plural: string, bundle?: string, isOurs = false): InstalledDefinition => ({
  name: `${plural}.${GROUP}`,
  ...(bundle === undefined ? {} : { bundle }),
  isOurs,
});
const written = (installed: readonly InstalledDefinition[]) =>
  definitionsToWrite(WANTED, installed).map(({ metadata }) => metadata.name);
const BUNDLES = ["v0.8.1", "v1.1.0", "v1.4.1", "v1.5.0-rc.1", "v1.6.0", "v1.7.0"];
const installed = fc
  .uniqueArray(fc.constantFrom(...NAMES))
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.record(
          { name: fc.constant(name), bundle: fc.constantFrom(...BUNDLES), isOurs: fc.boolean() },
          { requiredKeys: ["name", "isOurs"] },
        ),
      ),
    ),
  );

describe("the definitions that a mesh brings", () => {
  test("law: what others made is left alone, and nothing goes back to an older release", () => {
    fc.assert(
      fc.property(installed, (found) => {
        for (const { metadata } of definitionsToWrite(WANTED, found)) {
          const present = found.find(({ name }) => name === metadata.name);
          if (present === undefined) continue;
          expect(present.isOurs).toBe(true);
          const bundle = (present.bundle ?? "v0.0.0").replace(/^v|-.*$/g, "");
          const wanted = metadata.annotations?.[BUNDLE_ANNOTATION] ?? "";
          expect(compareVersions(bundle, wanted.slice(1))).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  test("law: there is a problem, or every kind the mesh needs is there or brought", () => {
    fc.assert(
      fc.property(installed, (found) => {
        const there = new Set([...found.map(({ name }) => name), ...written(found)]);
        const isWhole = ["gateways", "gatewayclasses"].every((one) => there.has(`${one}.${GROUP}`));
        const input = factsOf(mesh("ambient"), { a: { gatewayApi: found } });
        const codes = gatewayApiIsUsable.check(input).map(({ code }) => code);
        expect(isWhole || codes.includes("MP0531")).toBe(true);
      }),
    );
  });

  test("are all where there are none, and none beside those of others", () => {
    expect(written([])).toEqual(NAMES);
    expect(
      written([definition("gateways", "v1.4.1"), definition("gatewayclasses", "v1.4.1")]),
    ).toEqual([]);
  });

  test("complete and renew a set of its own", () => {
    const own = ["gateways", "httproutes"].map((plural) => definition(plural, "v1.5.1", true));
    expect(written(own)).toEqual(NAMES);
    expect(written([definition("gateways", "v1.7.0", true)])).not.toContain(`gateways.${GROUP}`);
  });

  test("are of the release that the mesh's Istio is built with, in ambient mode only", () => {
    expect(gatewayApiOf(mesh("sidecar"))).toBeUndefined();
    expect(gatewayApiOf(mesh("ambient"))).toBe("v1.6.0");
    expect(gatewayApiOf(mesh("ambient", "1.27.3"))).toBe("v1.3.0");
  });
});
