import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ApplyEvent } from "../../../src/executors/events.ts";
import { APPLY_NOT_STARTED, reduceApply } from "../../../src/report/apply-state.ts";
import { applyMarkdown } from "../../../src/report/markdown/apply-markdown.ts";
import { commentBody, commentMarker } from "../../../src/report/markdown/comment-body.ts";
import { planView } from "../../../src/report/plan-view.ts";
import { stateOfEvents } from "../../../src/report/read-events.ts";
import { ALL_HOSTILE, complaints, withTexts } from "../../hostile.ts";
import { completeRun, failingRun } from "../apply-events.ts";
import { createAll } from "../sample-plan.ts";
import { markdownComplaints } from "./parsed.ts";
import { viewWithChanges } from "./sized.ts";

const stateOf = (events: readonly ApplyEvent[]) => events.reduce(reduceApply, APPLY_NOT_STARTED);
const resume = "meshplan apply mesh.plan";
const FAILED = failingRun().events;
const RUNS = { complete: completeRun().events, failed: FAILED };

describe("an apply as Markdown", () => {
  test.each(Object.entries(RUNS))("%s reads well", async (name, events) => {
    const text = applyMarkdown(stateOf(events), { resume });
    await expect(text).toMatchFileSnapshot(`goldens/apply-${name}.md`);
    expect(markdownComplaints(text, 0)).toEqual([]);
  });

  test("keeps foreign text in its place", () => {
    const hostile = `\n\n# pwned\n/close @someone \`\`\`\n</details> ${ALL_HOSTILE}`;
    for (const events of Object.values(RUNS)) {
      const evil = withTexts(events, (path, text) =>
        /\.(type|time|outcome|result|verb|action|because|id)$|left|running/.test(path)
          ? undefined
          : text + hostile,
      );
      const text = applyMarkdown(stateOf(evil), { resume });
      expect(markdownComplaints(text, 0)).toEqual([]);
      expect(complaints(text)).toEqual([]);
    }
  });

  test("is the same from the file of its events, also where a run was killed in a line", () => {
    for (const events of Object.values(RUNS)) {
      const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
      expect(stateOfEvents(lines)).toEqual(stateOf(events));
      expect(stateOfEvents(`${lines}{"type":"no`)).toEqual(stateOf(events));
    }
    for (const text of ["", "{}\n", "mesh: x\n", '{"seq":1,"time":"","type":"apply-started"}\n'])
      expect(stateOfEvents(text)).toBeUndefined();
  });
});

describe("a comment", () => {
  test("has how the apply ended before the plan, and both in its bound", () => {
    const view = viewWithChanges(10_000);
    const state = stateOf(FAILED);
    for (const maxBytes of [16_000, 60_000]) {
      const text = commentBody(
        view,
        { color: false, full: true, width: 80, maxBytes },
        { state, resume },
      );
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
      expect(text.startsWith(`${commentMarker(view.mesh)}\n`)).toBe(true);
      expect(text.indexOf("Apply failed")).toBeLessThan(text.indexOf("### meshplan"));
      expect(text).toContain(view.digest);
      expect(markdownComplaints(text)).toEqual([]);
    }
  });

  test("is the comment of one mesh, whatever that is called", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (one, other) => {
        expect(commentMarker(one) === commentMarker(other)).toBe(one === other);
        const view = { ...planView(createAll(), "0.1.0"), mesh: one };
        expect(commentMarker(view.mesh)).toMatch(/^<!-- meshplan mesh\.[\w.]* -->$/);
      }),
      { numRuns: 50 },
    );
  });
});
