import { describe, expect, test } from "vitest";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { isList, isMap, type Json, type KubeObject } from "../../src/kube/object.ts";
import { parseMeshFile } from "../../src/mesh/parse.ts";
import type { ManifestRequest } from "../../src/planner/render-requests.ts";
import { planView } from "../../src/report/plan-view.ts";
import { ignored, lines } from "./ignored-values.ts";
import { renderedPlan } from "./outline-plan.ts";
import { recorded, WRITTEN } from "./recorded.ts";

const PLAIN = recorded("primary-remote");
const FULL = recorded("written");
type Render = (request: ManifestRequest) => readonly KubeObject[];

const risksOf = (render: Render): ReadonlySet<string> => {
  const { risks } = planView(renderedPlan(WRITTEN, render), "0.1.0");
  return new Set(risks.map(({ topic, text, subject }) => `${topic} ${text} ${subject}`));
};

/** An object with its texts as what they say, and back: whatever is JSON is YAML. */
const opened = (object: KubeObject): Json =>
  isMap(object["data"])
    ? {
        ...object,
        data: Object.fromEntries(
          Object.entries(object["data"]).map(([key, text]) => [
            key,
            (parseMeshFile(sourceOf(key, text as string)).readings[0]?.value ?? null) as Json,
          ]),
        ),
      }
    : object;
const closed = (value: Json): KubeObject => {
  const object = value as unknown as KubeObject;
  if (!isMap(object["data"])) return object;
  const texts = Object.entries(object["data"]).map(([key, text]) => [key, JSON.stringify(text)]);
  return { ...object, data: Object.fromEntries(texts) as Record<string, Json> };
};

const nameOf = (item: Json): Json | undefined => (isMap(item) ? item["name"] : undefined);

/** A value with one thing less of what it has more than another: each thing in its turn. */
function poorer(full: Json, plain: Json | undefined): readonly (Json | undefined)[] {
  if (JSON.stringify(full) === JSON.stringify(plain)) return [];
  if (isMap(full) && isMap(plain))
    return Object.entries(full).flatMap(([key, item]) =>
      item === undefined ? [] : poorer(item, plain[key]).map((one) => ({ ...full, [key]: one })),
    );
  if (isList(full) && isList(plain) && full.every((item) => nameOf(item) !== undefined))
    return full.flatMap((item, index) =>
      poorer(
        item,
        plain.find((other) => nameOf(other) === nameOf(item)),
      ).map((one) => full.flatMap((other, at) => (at !== index ? [other] : (one ?? [])))),
    );
  if (
    isMap(full) &&
    Object.keys(full).length > 0 &&
    plain === undefined &&
    nameOf(full) === undefined
  )
    return poorer(full, {});
  return [plain];
}

describe("a value of the file", () => {
  test("is told where a render does not have it, and nowhere else", async () => {
    expect(ignored(renderedPlan(WRITTEN, FULL))).toEqual([]);
    await expect(lines(ignored(renderedPlan(WRITTEN, PLAIN)))).toMatchFileSnapshot(
      "goldens/ignored-values.txt",
    );
  });

  test("cannot be left out of one place without a word", () => {
    const full = risksOf(FULL);
    // As it is it says the same.
    expect(risksOf((request) => FULL(request).map((one) => closed(opened(one))))).toEqual(full);
    const added = (action: string, object: KubeObject, mutant: Json): readonly string[] => {
      const risks = risksOf((request) =>
        FULL(request).map((one) =>
          request.for === action && isSame(one, object) ? closed(mutant) : one,
        ),
      );
      return [...risks].filter((risk) => !full.has(risk));
    };
    const mutants = ["cluster1/control-plane", "cluster1/gateway"].flatMap((action) => {
      const request = { for: action } as ManifestRequest;
      return FULL(request).flatMap((object) => {
        const plain = PLAIN(request).find((one) => isSame(one, object));
        if (plain === undefined || object.metadata.name === "values") return [];
        return poorer(opened(object), opened(plain)).map(
          (one) => [action, object, one ?? null] as const,
        );
      });
    });
    expect(mutants.length).toBeGreaterThan(25);
    const untold = mutants.filter((mutant) => added(...mutant).length === 0);
    expect(untold.map(([, , mutant]) => JSON.stringify(mutant))).toEqual([]);
  });
});

const isSame = (a: KubeObject, b: KubeObject): boolean =>
  a.kind === b.kind && a.metadata.name === b.metadata.name;
