import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import {
  EXAMPLE_VERSION,
  hasFeature,
  ISTIO_MINORS,
  istioMinor,
  knownBugsOf,
} from "../../src/mesh/istio-versions.ts";
import { compareVersions, minorOf } from "../../src/mesh/versions.ts";

const version = fc
  .tuple(fc.constantFrom(...ISTIO_MINORS), fc.nat(12), fc.constantFrom("", "-rc.1"))
  .map(([{ minor }, patch, suffix]) => `${minor}.${String(patch)}${suffix}`);

describe("the table of minors", () => {
  test("has every minor from 1.24 to 1.31, newest first, and only the newest is tested", () => {
    expect(ISTIO_MINORS.map(({ minor }) => minor)).toEqual(
      Array.from({ length: 8 }, (_, index) => `1.${String(31 - index)}`),
    );
    expect(ISTIO_MINORS.filter(({ tested }) => tested).map(({ minor }) => minor)).toEqual(["1.31"]);
    expect(EXAMPLE_VERSION).toBe("1.31.0");
  });

  test("never goes back: a newer minor has a newer Gateway API and no older Kubernetes", () => {
    for (const [index, older] of ISTIO_MINORS.slice(1).entries()) {
      const newer = ISTIO_MINORS[index] ?? older;
      const notOlder = (a: string, b: string) => compareVersions(a, b) >= 0;
      expect(notOlder(newer.gatewayApi.bundle.slice(1), older.gatewayApi.bundle.slice(1))).toBe(
        true,
      );
      expect(notOlder(newer.kubernetes.oldest, older.kubernetes.oldest)).toBe(true);
      expect(notOlder(newer.kubernetes.newest, older.kubernetes.newest)).toBe(true);
      expect(newer.definitions).toBeGreaterThanOrEqual(older.definitions);
    }
  });

  test("answers for every patch and pre-release of a minor, and for no other minor", () => {
    expect(istioMinor("1.28.0")?.remoteEndpoints).toBe("EndpointSlice");
    expect(istioMinor("1.27.9")?.remoteEndpoints).toBe("Endpoints");
    expect(istioMinor("1.30.0-rc.1")?.hubEnds).toBe(true);
    expect(["1.23.9", "1.32.0", "2.31.0", "1.3.1"].map(istioMinor)).toEqual(
      Array(4).fill(undefined),
    );
  });
});

describe("features", () => {
  test("begin with a minor and are kept by every newer one, also by those the table does not have", () => {
    expect(hasFeature("1.28.9", "sync-status-metric")).toBe(false);
    expect(hasFeature("1.29.0-rc.0", "sync-status-metric")).toBe(true);
    expect(hasFeature("1.40.0", "sync-status-metric")).toBe(true);
    expect(hasFeature("1.9.0", "tls-server-name")).toBe(false);
  });
});

describe("known bugs", () => {
  test("are cured by the patch that says so, and in every newer minor", () => {
    const has = (one: string, number: string) =>
      knownBugsOf(one).some(({ link }) => link.endsWith(number));
    expect(["1.29.9", "1.30.3", "1.30.4", "1.31.0"].map((one) => has(one, "61043"))).toEqual([
      false,
      true,
      false,
      false,
    ]);
    // Cured in two minors; the older one among the versions that have it never got the patch.
    expect(["1.27.9", "1.28.2", "1.28.3", "1.29.0"].map((one) => has(one, "58047"))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("law: a later patch of a minor has no bug that an earlier one does not have", () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [earlier, later] = compareVersions(a, b) <= 0 ? [a, b] : [b, a];
        fc.pre(minorOf(a) === minorOf(b) && !earlier.includes("-"));
        const before = new Set(knownBugsOf(earlier));
        expect(knownBugsOf(later).filter((bug) => !before.has(bug))).toEqual([]);
      }),
    );
  });

  test("each has a link, one clause and a cure", () => {
    const all = new Set(
      ISTIO_MINORS.flatMap(({ minor }) => [`${minor}.0`, `${minor}.2`].flatMap(knownBugsOf)),
    );
    expect(all.size).toBeGreaterThan(10);
    for (const { link, what, since, fixed } of all) {
      expect(link).toMatch(/^https:\/\/(github\.com\/istio\/istio\/issues\/\d+|istio\.io\/.+)$/);
      expect(what).toMatch(/^[a-z][^.]+$/);
      expect(fixed.length).toBeGreaterThan(0);
      for (const one of fixed) expect(compareVersions(one, since)).toBeGreaterThan(0);
    }
  });
});

/** May name versions: the table, the shape of one minor that embedded clusters render and what is made of it, prose, and a server of Kubernetes. */
const EXEMPT = [
  "mesh/istio-versions.ts",
  "mesh/versions.ts",
  "report/risks/plain/table.ts",
  "diagnostics/codes/",
  "embedded/",
];

test("law: nobody but the table knows a version of Istio", () => {
  const root = fileURLToPath(new URL("../../src/", import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
    .filter((name) => !EXEMPT.some((exempt) => name.startsWith(exempt)));
  const found = files.flatMap((name) => {
    const literals = literalsOf(readFileSync(join(root, name), "utf8"));
    return literals
      .filter((text) => /(?<![\d.])1\\?\.[23]\d(?!\d)/.test(text))
      .map((text) => `${name}: ${text}`);
  });
  expect(files.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});

/** Every literal of a file: texts, templates, numbers, patterns; comments are none. */
function literalsOf(text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isLiteralExpression(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      ts.isTemplateHead(node)
    )
      found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("file.tsx", text, ts.ScriptTarget.Latest, true));
  return found;
}
