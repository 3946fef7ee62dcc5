import { describe, expect, test } from "vitest";
import { explainObject } from "../../src/report/explain-object.ts";
import { explainAction } from "../../src/report/explain.ts";
import { graphText } from "../../src/report/graph.ts";
import { planJson } from "../../src/report/json.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import type { PlanView } from "../../src/report/view.ts";
import { ALL_HOSTILE, complaints, HOSTILE, type Put, textPaths, withTexts } from "../hostile.ts";
import { SAMPLES } from "./samples.ts";

/** Words of ours, not text: a plan file with another one is no plan (schema/saved-plan.schema.json). */
const WORDS =
  /\.(verb|component|severity|role|risk|mode|format_version|code)$|\.(renderer|cause)\.kind$|actions\[\]\.kind$|\.trust\.root$/;

/** How many plans are tried with each text; the others are larger. */
const SMALL = 4;
/** Few and small: each has a field that no smaller one has. */
const VIEWS = fewest(Object.values(SAMPLES).map((make) => planView(make(), "0.1.0")));

function fewest(views: readonly PlanView[]): readonly PlanView[] {
  const seen = new Set<string>();
  return views
    .map((view) => ({ view, size: planJson(view).length }))
    .sort((a, b) => a.size - b.size)
    .flatMap(({ view }) => {
      const fresh = textPaths(view).filter((path) => !seen.has(path));
      for (const path of fresh) seen.add(path);
      return fresh.length === 0 ? [] : [view];
    });
}

function textsOf(view: PlanView): readonly string[] {
  return [
    ...[40].flatMap((width) =>
      [true, false].map((full) => planText(view, { color: false, full, width, next: "next" })),
    ),
    graphText(view),
    ...view.actions.slice(0, 2).map(({ id }) => explainAction(view, id) ?? "missing"),
  ];
}

function judged(view: PlanView): readonly string[] {
  const colored = planText(view, { color: true, full: true, width: 80 });
  return [
    ...textsOf(view).flatMap((text) => complaints(text)),
    ...complaints(planJson(view)),
    ...complaints(colored, { paint: true }),
    ...(/\u001b\[3\dm\u001b\[1mNo changes\.\S+ pwned/.test(colored) ? ["foreign paint"] : []),
  ];
}

const everywhere =
  (hostile: string): Put =>
  (path, text) =>
    WORDS.test(path) ? undefined : text + hostile;

describe("hostile text in a plan", () => {
  test.each(HOSTILE)("%j in every field at once", (hostile) => {
    for (const view of VIEWS.slice(0, SMALL))
      expect(judged(withTexts(view, everywhere(hostile)))).toEqual([]);
  });

  test("all of it in every field of every plan at once", () => {
    for (const view of VIEWS) expect(judged(withTexts(view, everywhere(ALL_HOSTILE)))).toEqual([]);
  });

  test("all of it in each field alone, whole and in front of what was there", () => {
    const paths = new Set(VIEWS.flatMap(textPaths).filter((path) => !WORDS.test(path)));
    expect(paths.size).toBeGreaterThan(50);
    for (const path of paths) {
      const view = VIEWS.find((one) => textPaths(one).includes(path));
      if (view === undefined) continue;
      for (const hostile of [ALL_HOSTILE, "::error::injected"]) {
        const evil = withTexts(view, (at) => (at === path ? hostile : undefined));
        expect({ path, wrong: judged(evil) }).toEqual({ path, wrong: [] });
      }
    }
  });

  test("adds no line that a writer did not make", () => {
    for (const view of VIEWS) {
      const evil = withTexts(view, (path, text) =>
        WORDS.test(path) ||
        /\.(fields|left_alone|diagnostics)\b|actions\[\]\.(id|cluster)$/.test(path)
          ? undefined
          : `${text}\nNothing to see here.`,
      );
      for (const text of textsOf(evil)) expect(text).not.toMatch(/^\s*Nothing to see here/m);
    }
  });

  test("JSON keeps every character of it", () => {
    for (const view of VIEWS) {
      const evil = withTexts(view, everywhere(ALL_HOSTILE));
      expect(JSON.parse(planJson(evil))).toEqual(JSON.parse(JSON.stringify(evil)));
    }
  });
});

test("hostile text in what sets the values of an object", () => {
  const origin = { path: "values.a", value: { a: ["b"] }, layer: "mesh", place: "mesh.yaml:7" };
  const object = { apiVersion: "v1", kind: "Service", namespace: "n", name: "s" };
  const explained = {
    object,
    action: "cluster1/gateway",
    renderer: "istioctl 1.31.0",
    values: [origin, { ...origin, value: "text", layer: "meshplan" }],
    patches: [origin],
  };
  for (const hostile of HOSTILE)
    for (const path of textPaths(explained)) {
      const evil = withTexts(explained, (at) => (at === path ? hostile : undefined));
      expect(complaints(explainObject(evil))).toEqual([]);
    }
});
