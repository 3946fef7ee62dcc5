import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ApplyEvent } from "../../src/executors/events.ts";
import { eventJson } from "../../src/report/events-json.ts";
import { planJson } from "../../src/report/json.ts";
import { planView } from "../../src/report/plan-view.ts";
import { completeRun, failingRun, interruptedRun, randomRun } from "./apply-events.ts";
import { shapeOf } from "./schema-shape.ts";
import { SAMPLES } from "./samples.ts";

type Schema = Record<string, unknown>;

function schemaOf(name: string): Schema {
  const url = new URL(`../../schema/${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")) as Schema;
}

/** The same schema, but keys that it does not describe are errors: what we print is described completely. */
function closed(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
    const isObject = typeof value === "object" && value !== null;
    return isObject && "properties" in value && "required" in value && "type" in value
      ? { ...value, unevaluatedProperties: false }
      : value;
  }) as Schema;
}

function errorsOf(schema: Schema, text: string): unknown {
  const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(schema);
  validate(JSON.parse(text));
  return validate.errors;
}

describe("schema/plan.schema.json", () => {
  const schema = closed(schemaOf("plan"));
  test.each(Object.entries(SAMPLES))("describes the JSON of %s completely", (_, make) => {
    expect(errorsOf(schema, planJson(planView(make(), "0.1.0")))).toBeNull();
  });

  test("rejects a change without its values", () => {
    const view = planView(SAMPLES["drift"]?.() ?? fail(), "0.1.0");
    const broken = planJson(view).replaceAll('"after_unknown"', '"renamed"');
    expect(errorsOf(schemaOf("plan"), broken)).not.toBeNull();
  });
});

/**
 * Each version of the format has its shape in a golden. While a version is not released its golden may grow; after that a
 * change of the schema moves `format_version` and makes a golden of its own.
 */
describe("the format of plans", () => {
  const shape = shapeOf(schemaOf("plan"));
  const { format_version: version } = planView(SAMPLES["drift"]?.() ?? fail(), "0.1.0");
  const GOLDENS = new URL("goldens/", import.meta.url);
  const earlier = readdirSync(GOLDENS).filter((name) =>
    name.startsWith(`plan-format-${version.split(".")[0] ?? ""}.`),
  );

  test("has the shape that its version is known by", async () => {
    await expect(`${shape.join("\n")}\n`).toMatchFileSnapshot(`goldens/plan-format-${version}.txt`);
  });

  test.each(earlier)("keeps what readers of %s know: a minor version only adds", (name) => {
    const known = readFileSync(new URL(name, GOLDENS), "utf8").trimEnd().split("\n");
    expect(known.filter((line) => !shape.includes(line))).toEqual([]);
  });

  test("has a golden for each minor before it", () => {
    const [major = "", minor = ""] = version.split(".");
    const wanted = Array.from(
      { length: Number(minor) + 1 },
      (_, index) => `plan-format-${major}.${String(index)}.txt`,
    );
    expect([...earlier].sort()).toEqual(wanted);
  });
});

describe("schema/events.schema.json", () => {
  const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(
    closedEvents(),
  );
  test("describes every event completely", () => {
    const runs = [completeRun(), failingRun(), interruptedRun()].map(({ events }) => events);
    fc.assert(
      fc.property(randomRun(), (events) => {
        for (const event of events) {
          validate(JSON.parse(eventJson(event)));
          expect(validate.errors ?? null).toBeNull();
        }
      }),
      { examples: runs.map((events): [readonly ApplyEvent[]] => [events]), numRuns: 20 },
    );
  });

  test("rejects an event of an unknown type", () => {
    expect(validate({ type: "party", seq: 1, time: "2026-01-01T00:00:00.000Z" })).toBe(false);
  });
});

/** Events share keys with their common part, so only the parts below them are closed. */
function closedEvents(): Schema {
  const schema = schemaOf("events");
  return { ...schema, unevaluatedProperties: false };
}

describe("the prose of the schemas", () => {
  test.each(["plan", "events"])("%s describes every property", (name) => {
    const silent: string[] = [];
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== "object" || schema === null) return;
      const described = "description" in schema || "const" in schema || "$ref" in schema;
      if (/\/properties\/[^/]+$/.test(path) && !path.includes("/if/") && !described)
        silent.push(path);
      for (const [key, value] of Object.entries(schema)) visit(value, `${path}/${key}`);
    };
    visit(schemaOf(name), "");
    expect(silent).toEqual([]);
  });
});

function fail(): never {
  throw new Error("internal: no such sample");
}
