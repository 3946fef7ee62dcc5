import { describe, expect, test } from "vitest";
import { CODES, type DiagnosticCode } from "../../src/diagnostics/codes.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { printDiagnostics } from "../../src/diagnostics/print.ts";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { placed } from "../../src/planner/placed.ts";
import { plainPaint } from "../../src/util/plain-paint.ts";
import { meshOfText } from "../mesh/build-mesh.ts";

const TEXT = `apiVersion: meshplan/v1
mesh: mesh1
trust: { root: existing }
istio:
  version: 1.31.0
clusters:
  cluster1: { network: network1 }
  cluster2:
    network: network2
    primary: cluster1
    context: admin@two
`;
const MESH = meshOfText(TEXT);
const found = (code: DiagnosticCode, more: Partial<Diagnostic> = {}): Diagnostic => ({
  code,
  message: "so it is",
  help: "do that",
  cluster: "cluster2",
  ...more,
});
const printed = (one: Diagnostic): string =>
  printDiagnostics(placed(MESH, [one]), sourceOf("mesh.yaml", TEXT), {
    color: plainPaint,
    width: 80,
  });

describe("what is found in a cluster", () => {
  test.each([
    ["MP0527", "mesh.yaml:9:14 (cluster cluster2)", " 9 |     network: network2"],
    ["MP0582", "mesh.yaml:10:14 (cluster cluster2)", "10 |     primary: cluster1"],
    ["MP0501", "mesh.yaml:11:14 (cluster cluster2)", "11 |     context: admin@two"],
    ["MP0524", "mesh.yaml:2:7 (cluster cluster2)", "2 | mesh: mesh1"],
    ["MP0522", "mesh.yaml:5:12 (cluster cluster2)", "5 |   version: 1.31.0"],
    ["MP0515", "mesh.yaml:3:8 (cluster cluster2)", "3 | trust: { root: existing }"],
    // The file says nothing of the field: the cluster is the place.
    ["MP0526", "mesh.yaml:8:3 (cluster cluster2)", "8 |   cluster2:"],
    ["MP0507", "mesh.yaml:8:3 (cluster cluster2)", "8 |   cluster2:"],
  ] as const)("%s is shown at %s", (code, place, line) => {
    const text = printed(found(code));
    expect(text).toContain(`  ${place}\n`);
    expect(text).toContain(`${line.trimStart()}\n`);
    expect(text).toMatch(/\| +\^+\n/);
  });

  test("is shown at a line of the file whatever its code, unless it is an object or a right", () => {
    const object = { apiVersion: "v1", kind: "Service", name: "istiod" };
    for (const code of Object.keys(CODES) as DiagnosticCode[]) {
      expect(printed(found(code)).includes("|")).toBe(code !== "MP0503");
      expect(printed(found(code, { object }))).toContain("  cluster cluster2, Service istiod\n");
    }
  });

  test("keeps the place that it has", () => {
    const at = { start: 0, end: 10 };
    expect(placed(MESH, [found("MP0527", { at })])).toEqual([found("MP0527", { at })]);
  });
});
