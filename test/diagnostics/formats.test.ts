import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { diagnosticsForGithub } from "../../src/diagnostics/formats/github.ts";
import { diagnosticsJson } from "../../src/diagnostics/formats/json.ts";
import { diagnosticsJunit } from "../../src/diagnostics/formats/junit.ts";
import { diagnosticsSarif } from "../../src/diagnostics/formats/sarif.ts";
import { CODES } from "../../src/diagnostics/codes.ts";
import { positionAt, type Source, sourceOf } from "../../src/diagnostics/source.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import { withoutUrlUsers } from "../../src/util/without-url-users.ts";
import { complaints, HOSTILE } from "../hostile.ts";

interface Case {
  readonly source: Source;
  readonly diagnostics: readonly Diagnostic[];
}

const FOLDER = new URL("../mesh/bad/", import.meta.url);
const CASES: readonly (readonly [string, Case])[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".yaml"))
  .flatMap((name) => {
    const bytes = readFileSync(new URL(name, FOLDER));
    const text = bytes.toString("utf8");
    if (!Buffer.from(text, "utf8").equals(bytes)) return [];
    const source = sourceOf("meshes/mesh.yaml", text);
    const { diagnostics } = loadMesh(source, { directory: "/repo" });
    return [[name, { source, diagnostics }] as const];
  });

const evil: fc.Arbitrary<Case> = fc
  .array(
    fc.tuple(fc.constantFrom(...HOSTILE), fc.constantFrom(...HOSTILE), fc.nat(30), fc.nat(30)),
    {
      maxLength: 4,
    },
  )
  .map((problems) => ({
    source: sourceOf('a,b:c%0A"<x>.yaml', "mesh: a\nclusters: {}\n# more\n"),
    diagnostics: problems.map(([message, help, a, b]) => ({
      code: "MP0401" as const,
      message,
      help,
      at: { start: Math.min(a, b), end: Math.max(a, b) },
    })),
  }));

function closedSchema(): object {
  const url = new URL("../../schema/validation.schema.json", import.meta.url);
  return JSON.parse(readFileSync(url, "utf8"), (_, value: unknown) =>
    typeof value === "object" && value !== null && "properties" in value && "type" in value
      ? { ...value, unevaluatedProperties: false }
      : value,
  ) as object;
}

const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(closedSchema());

/** As the runner reads a line: properties up to the second `::`, which have no colon and no comma in them. */
function asRunner(line: string): Readonly<Record<string, string>> {
  const [, command = "", given = "", text = ""] = /^::([a-z]+) ([^:]*)::(.*)$/.exec(line) ?? [];
  const undone = (value: string): string =>
    value
      .replaceAll("%0D", "\r")
      .replaceAll("%0A", "\n")
      .replaceAll("%3A", ":")
      .replaceAll("%2C", ",")
      .replaceAll("%25", "%");
  const pairs = given.split(",").map((pair) => {
    const [key = "", ...value] = pair.split("=");
    return [key, undone(value.join("="))] as const;
  });
  return { command, text: undone(text), ...Object.fromEntries(pairs) };
}

function check({ source, diagnostics }: Case): void {
  const json = diagnosticsJson(diagnostics, source);
  validate(JSON.parse(json));
  expect(validate.errors).toBeNull();
  expect(complaints(json)).toEqual([]);
  const lines = diagnosticsForGithub(diagnostics, source).split("\n").slice(0, -1);
  expect(lines).toHaveLength(diagnostics.length);
  const sorted = [...diagnostics].sort((a, b) => (a.at?.start ?? -1) - (b.at?.start ?? -1));
  for (const [index, line] of lines.entries()) {
    const one = sorted[index];
    const read = asRunner(line);
    expect(line).not.toMatch(/##[a-z]*\[/i);
    expect(read).toMatchObject({
      command: one === undefined ? "" : CODES[one.code].severity,
      file: source.path,
      title: `${one?.code ?? ""} (meshplan)`,
    });
    if (one?.at !== undefined)
      expect(read["line"]).toBe(String(positionAt(source, one.at.start).line));
  }
  const junit = diagnosticsJunit(diagnostics, source);
  expect(complaints(junit)).toEqual([]);
  expect(junit.match(/<testcase /g)?.length).toBe(Math.max(1, diagnostics.length));
  expect(openElements(junit)).toEqual([]);
  checkSarif(diagnosticsSarif(diagnostics, source, "0.1.0"), { source, diagnostics });
}

/** Elements that are not closed, or closed by another one; markup in an attribute or a text would be among them. */
function openElements(xml: string): readonly string[] {
  const open: string[] = [];
  for (const [tag, slash = "", name = ""] of xml.matchAll(
    /<(\/?)([\w-]+)(?:\s\w+="[^"<]*")*\/?>/g,
  )) {
    if (tag.endsWith("/>")) continue;
    if (slash === "") open.push(name);
    else if (open.pop() !== name) return [name];
  }
  const rest = xml.replaceAll(/<\?xml[^>]*\?>|<\/?[\w-]+(?:\s\w+="[^"<]*")*\/?>/g, "");
  return rest.includes("<") ? ["markup"] : open;
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly locations: readonly {
    readonly physicalLocation: { readonly region?: Readonly<Record<string, number>> };
  }[];
}

function checkSarif(text: string, { source, diagnostics }: Case): void {
  expect(complaints(text)).toEqual([]);
  const { runs } = JSON.parse(text) as {
    readonly runs: readonly [
      {
        readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
        readonly results: readonly SarifResult[];
      },
    ];
  };
  const [{ tool, results }] = runs;
  expect(results).toHaveLength(diagnostics.length);
  for (const { ruleId, ruleIndex, locations } of results) {
    expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    const region = locations[0]?.physicalLocation.region;
    if (region === undefined) continue;
    const { startLine = 0, startColumn = 0, endLine = 0, endColumn = 0 } = region;
    expect(startLine).toBeGreaterThan(0);
    expect(endLine).toBeLessThanOrEqual(source.lineStarts.length);
    expect(endLine * 10_000 + endColumn).toBeGreaterThanOrEqual(startLine * 10_000 + startColumn);
  }
}

describe("problems as programs get them", () => {
  test.each(CASES)("of %s: each once, at its place", (_, one) => {
    expect(one.diagnostics.length).toBeGreaterThan(0);
    check(one);
  });

  test("with hostile texts", () => {
    fc.assert(fc.property(evil, check));
  });

  test("keep their sentences in GitHub's escape, the user of a URL excepted", () => {
    const source = sourceOf("mesh.yaml", "mesh: a\n");
    const message = "100% of a, b: c at https://me:secret@host.example/x";
    const [line = ""] = diagnosticsForGithub(
      [{ code: "MP0401", message, help: "write d", at: { start: 0, end: 4 } }],
      source,
    ).split("\n");
    expect(asRunner(line)["text"]).toBe(`${withoutUrlUsers(message)}\nwrite d`);
    expect(line).not.toContain("secret");
  });

  test.each([
    ["json", (one: Case) => diagnosticsJson(one.diagnostics, one.source)],
    ["sarif", (one: Case) => diagnosticsSarif(one.diagnostics, one.source, "0.1.0")],
    ["xml", (one: Case) => diagnosticsJunit(one.diagnostics, one.source)],
    ["github", (one: Case) => diagnosticsForGithub(one.diagnostics, one.source)],
  ])("look as approved: %s", async (name, write) => {
    const text =
      "apiVersion: meshplan/v1\nmesh: mesh1\nistio: { version: 1.31.0 }\nclustres: {}\nclusters: { c1: { network: Net } }\n";
    const source = sourceOf("meshes/mesh.yaml", text);
    const { diagnostics } = loadMesh(source, { directory: "/repo" });
    await expect(write({ source, diagnostics })).toMatchFileSnapshot(`goldens/problems.${name}`);
  });
});
