import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { CODES } from "../../../src/diagnostics/codes.ts";
import { refText } from "../../../src/kube/object.ts";
import { CHECKS } from "../../../src/planner/checks/registry.ts";
import { runChecks } from "../../../src/planner/checks/run-checks.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { factsOf } from "./verbs.ts";

const FOLDER = new URL("../../../src/planner/checks/", import.meta.url);
const FILES = readdirSync(FOLDER).filter(
  (file) => !["check.ts", "README.md", "registry.ts", "run-checks.ts"].includes(file),
);

/** Checks that are tested with what they are about. */
const ELSEWHERE: { readonly [check: string]: string } = {
  "clusters-answer": "engine/refusals.test.ts",
  "pull-secrets-are-read": "engine/pull-secrets.test.ts",
  "pull-secrets-are-there": "engine/pull-secrets.test.ts",
  "trust-is-usable": "planner/trust.test.ts",
  "ways-are-verified": "planner/access.test.ts",
  "ways-were-tried": "engine/ways.test.ts",
};

test("every check has one file, one test and one line in the registry", () => {
  const checks = FILES.map((file) => file.replace(".ts", ""));
  const tests = readdirSync(new URL(".", import.meta.url))
    .filter((file) => file.endsWith(".test.ts") && file !== "registry.test.ts")
    .map((file) => file.replace(".test.ts", ""));
  expect(CHECKS).toHaveLength(checks.length);
  expect([...tests, ...Object.keys(ELSEWHERE)].sort()).toEqual(checks.sort());
  for (const [check, file] of Object.entries(ELSEWHERE)) {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
    const own = CHECKS.find(({ codes }) =>
      codesOf(`${check}.ts`).every((one) => codes.includes(one)),
    );
    expect({ check, told: own?.codes.some((code) => text.includes(code)) }).toEqual({
      check,
      told: true,
    });
  }
});

test("no code is told by two checks, and each by the check that names it", () => {
  const all = CHECKS.flatMap(({ codes }) => codes);
  expect(all.filter((code, index) => all.indexOf(code) !== index)).toEqual([]);
  for (const file of FILES) {
    const written = codesOf(file);
    const own = CHECKS.filter(({ codes }) => codes.some((code) => written.includes(code)));
    expect({ file, checks: own.length }).toEqual({ file, checks: 1 });
    expect({ file, written }).toEqual({ file, written: [...(own[0]?.codes ?? [])].sort() });
  }
});

function codesOf(file: string): readonly (keyof typeof CODES)[] {
  const text = readFileSync(new URL(file, FOLDER), "utf8");
  const found = [...text.matchAll(/"(MP\d{4})"/g)].map(([, code = ""]) => code);
  return [...new Set(found)].sort() as (keyof typeof CODES)[];
}

const MESH = meshOf(
  "a: { network: n, identity: 6a1f0c9e-5b52-4c1e-9d3b-0f2f4f5d8a11 }",
  "b: { network: n, primary: a }",
);

test("nothing of a cluster is told where a context leads to another, besides that", () => {
  const why = { message: "away", nextSteps: ["wait"] };
  const input = factsOf(MESH, { a: { identity: "other", denied: [{ message: "no" }] } });
  const all = [...input.all, { reachable: false, cluster: "b" as never, why } as const];
  const codes = runChecks("facts", { ...input, all }).map(({ code }) => code);
  expect(codes).toEqual(["MP0501", "MP0516"]);
});

test("a remote secret that is told as left over is not told twice", () => {
  const remoteSecrets = [{ name: "istio-remote-secret-x", cluster: "x" }];
  const input = factsOf(MESH, {
    a: { identity: "6a1f0c9e-5b52-4c1e-9d3b-0f2f4f5d8a11", remoteSecrets },
  });
  const [found, ...others] = runChecks("facts", input);
  expect([found?.code, others]).toEqual(["MP0529", []]);
  if (found?.object === undefined) throw new Error("it names no object");
  expect(refText(found.object)).toContain("istio-remote-secret-x");
  const left = { cluster: "a", object: found.object } as never;
  expect(runChecks("facts", { ...input, leftovers: [left] })).toEqual([]);
});
