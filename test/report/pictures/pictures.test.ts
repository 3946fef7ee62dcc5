import fc from "fast-check";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { criticalPath } from "../../../src/report/pictures/critical-path.ts";
import { dotOf } from "../../../src/report/pictures/dot.ts";
import { allGroups, type Box, type Drawing } from "../../../src/report/pictures/drawing.ts";
import { drawingJson } from "../../../src/report/pictures/json.ts";
import { mermaidOf } from "../../../src/report/pictures/mermaid.ts";
import { planDrawing } from "../../../src/report/pictures/plan-drawing.ts";
import { svgOf } from "../../../src/report/pictures/svg.ts";
import { topologyText } from "../../../src/report/pictures/text.ts";
import { topologyDrawing } from "../../../src/report/pictures/topology-drawing.ts";
import { planView } from "../../../src/report/plan-view.ts";
import { shown } from "../../../src/report/shown.ts";
import type { ActionView, PlanView } from "../../../src/report/view.ts";
import { ALL_HOSTILE, complaints, withTexts } from "../../hostile.ts";
import { SAMPLES } from "../samples.ts";

const VIEWS = Object.entries(SAMPLES).map(
  ([name, make]) => [name, planView(make(), "0.1.0")] as const,
);
const viewOf = (name: string): PlanView =>
  VIEWS.find(([one]) => one === name)?.[1] ?? expect.fail(`no sample ${name}`);
const boxesOf = ({ groups, boxes }: Drawing): readonly Box[] => [
  ...boxes,
  ...allGroups(groups).flatMap((group) => group.boxes),
];
const drawings = (view: PlanView): readonly Drawing[] =>
  [true, false].flatMap((full) => [planDrawing(view, { full }), topologyDrawing(view, { full })]);

describe.each(VIEWS)("the pictures of %s", (_, view) => {
  test("have arrows between boxes that exist, and no id twice", () => {
    for (const drawing of drawings(view)) {
      const ids = boxesOf(drawing).map(({ id }) => id);
      const all = [...ids, ...allGroups(drawing.groups).map(({ id }) => id)];
      expect(new Set(all).size).toBe(all.length);
      for (const { from, to } of drawing.arrows) {
        expect(ids).toContain(from);
        expect(ids).toContain(to);
      }
      for (const id of ids) {
        expect(mermaidOf(drawing)).toContain(`  ${id}["`);
        expect(dotOf(drawing)).toContain(`  ${id} [label=`);
      }
    }
  });

  test("show every action once, every need, and every cluster once", () => {
    for (const full of [true, false]) {
      const drawing = planDrawing(view, { full });
      const boxes = boxesOf(drawing);
      expect(boxes.flatMap(({ actions }) => actions).sort()).toEqual(
        view.actions.map(({ id }) => id).sort(),
      );
      const boxOf = new Map(boxes.flatMap(({ id, actions }) => actions.map((one) => [one, id])));
      const arrows = new Set(drawing.arrows.map(({ from, to }) => `${from} ${to}`));
      for (const { id, needs } of view.actions)
        for (const need of needs) {
          const [from, to] = [boxOf.get(need.id), boxOf.get(id)];
          if (from !== undefined && from !== to) expect(arrows).toContain(`${from} ${String(to)}`);
        }
    }
    const names = view.clusters.map(({ name }) => name).sort();
    for (const drawing of drawings(view)) {
      const inFile = allGroups(drawing.groups).filter(({ mark }) => mark !== "left over");
      expect(inFile.flatMap(({ clusters }) => clusters).sort()).toEqual(names);
    }
  });

  test("are described completely by the schema of their JSON", () => {
    const text = readFileSync(
      new URL("../../../schema/graph.schema.json", import.meta.url),
      "utf8",
    );
    const closed = JSON.parse(text, (_key, value: unknown) =>
      typeof value === "object" && value !== null && "properties" in value && "type" in value
        ? { ...value, unevaluatedProperties: false }
        : value,
    ) as object;
    const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(closed);
    for (const drawing of drawings(view)) {
      validate(JSON.parse(drawingJson(view, drawing)));
      expect(validate.errors).toBeNull();
    }
  });
});

test.each([
  ["create-all", "plan"],
  ["create-all", "topology"],
  ["create-all-20-clusters", "plan"],
  ["create-all-20-clusters", "topology"],
  ["left-over-beside-changes", "topology"],
  ["remove-and-replace", "plan"],
] as const)("%s as a %s", async (name, kind) => {
  const view = viewOf(name);
  const drawing = (kind === "plan" ? planDrawing : topologyDrawing)(view, { full: false });
  const golden = `../goldens/pictures/${name}-${kind}`;
  await expect(mermaidOf(drawing)).toMatchFileSnapshot(`${golden}.mmd`);
  await expect(dotOf(drawing)).toMatchFileSnapshot(`${golden}.dot`);
  if (kind === "topology") await expect(topologyText(drawing)).toMatchFileSnapshot(`${golden}.txt`);
});

describe("the longest chain", () => {
  const action = (id: number, needs: readonly number[], writes: boolean): ActionView => ({
    id: String(id),
    cluster: "c",
    component: "x",
    kind: "apply",
    needs: needs.map((one) => ({ id: String(one), reason: "" })),
    provides: [],
    waits_for: [],
    risk: "none",
    changes: writes
      ? [
          {
            verb: "create",
            object: { apiVersion: "v1", kind: "A", name: "a" },
            risk: "none",
            cause: { kind: "new" } as never,
            previewed: false,
            fields: [],
            left_alone: [],
            unchanged_fields: 0,
          },
        ]
      : [],
  });

  test("is a chain of needs, and no other one writes in more of its actions", () => {
    const graphs = fc
      .array(fc.record({ needs: fc.array(fc.nat(20), { maxLength: 4 }), writes: fc.boolean() }), {
        maxLength: 9,
      })
      .map((nodes) =>
        nodes.map(({ needs, writes }, index) =>
          action(index, [...new Set(needs.filter((need) => need < index))], writes),
        ),
      );
    fc.assert(
      fc.property(graphs, (actions) => {
        const path = criticalPath(actions);
        const byId = new Map(actions.map((one) => [one.id, one]));
        const weight = (ids: readonly string[]): number =>
          ids.filter((id) => byId.get(id)?.changes.length === 1).length;
        for (const [index, id] of path.entries())
          if (index > 0)
            expect(byId.get(id)?.needs.map((need) => need.id)).toContain(path[index - 1]);
        const longest = (id: string): number => {
          const one = byId.get(id);
          if (one === undefined) return 0;
          return one.changes.length + Math.max(0, ...one.needs.map((need) => longest(need.id)));
        };
        expect(weight(path)).toBe(Math.max(0, ...actions.map(({ id }) => longest(id))));
      }),
    );
  });
});

describe("hostile text", () => {
  const evil = (name: string): PlanView =>
    shown(
      withTexts(viewOf(name), (path, text) =>
        /\.(verb|role|risk|mode|kind)$/.test(path)
          ? undefined
          : `${text}${ALL_HOSTILE}<script>"\\N&#1;`,
      ),
    );

  test("stays text in every format", async () => {
    for (const name of ["create-all", "left-over-beside-changes"])
      for (const drawing of drawings(evil(name))) {
        expect(complaints(mermaidOf(drawing))).toEqual([]);
        expect(complaints(dotOf(drawing))).toEqual([]);
        const svg = await svgOf(drawing);
        expect(complaints(svg)).toEqual([]);
        expect(elementsOf(svg)).toEqual([]);
      }
  });

  test("is shown, not swallowed", async () => {
    const name = 'a\\N"&lt;<b>';
    const view = withTexts(viewOf("create-all"), (path, text) =>
      path.endsWith(".network") ? name : text,
    );
    const svg = await svgOf(topologyDrawing(view, { full: true }));
    expect(svg).toContain(">a\\N&quot;&amp;lt;&lt;b&gt;</text>");
  });

  /** Elements and attributes that no picture of ours has. */
  function elementsOf(svg: string): readonly string[] {
    const known = /^\/?(svg|style|g|title|a|path|polygon|polyline|ellipse|text)\b/;
    return [...svg.matchAll(/<([^>]*)>/g)]
      .map(([, tag = ""]) => tag)
      .filter(
        (tag) =>
          !known.test(tag) ||
          /\s(on\w+|href|src|xlink:href)=/.test(tag.replaceAll(/"[^"]*"/g, '""')),
      );
  }
});

test("Mermaid's limits hold, and what had no room is counted", () => {
  const wide = planView(SAMPLES["create-all-20-clusters"]?.() ?? expect.fail(), "0.1.0");
  const [cluster] = wide.clusters;
  const [action] = wide.actions;
  if (cluster === undefined || action === undefined) throw new Error("an empty sample");
  const numbers = Array.from({ length: 600 }, (_, index) => index);
  const many: PlanView = {
    ...wide,
    clusters: numbers.map((index) => ({ ...cluster, name: `c${String(index)}` })),
    actions: numbers.map((index) => ({
      ...action,
      id: `c${String(index)}/a`,
      cluster: `c${String(index)}`,
      needs: index === 0 ? [] : [{ id: `c${String(index - 1)}/a`, reason: "x" }],
    })),
  };
  const text = mermaidOf(planDrawing(many, { full: true }));
  expect(text.length).toBeLessThan(50_000);
  expect(text.split("\n").filter((line) => /--|==/.test(line)).length).toBeLessThan(500);
  expect(text).toContain("had no room");
});
