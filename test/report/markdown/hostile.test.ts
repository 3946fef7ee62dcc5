import { describe, expect, test } from "vitest";
import { planMarkdown } from "../../../src/report/markdown/plan-markdown.ts";
import { planView } from "../../../src/report/plan-view.ts";
import type { PlanView } from "../../../src/report/view.ts";
import { ALL_HOSTILE, complaints, textPaths, withTexts } from "../../hostile.ts";
import { SAMPLES } from "../samples.ts";
import { markdownComplaints } from "./parsed.ts";

/** What a stranger would write to leave the place that his text has. */
const MARKDOWN = `\n\n# pwned\n/close\n@someone #1 ![x](https://x.example) [x](y) \`\`\`\n</details> <b>&lt; www.x.example a@b.example |\n---\n- [ ] pwned\n${"`".repeat(9)}\n\n[x]: y`;
/** Words of ours: a plan with others is no plan. */
const WORDS =
  /\.(verb|component|severity|role|risk|mode|format_version|code|topic)$|\.(renderer|cause)\.kind$|actions\[\]\.kind$|\.trust\.root$/;

const VIEWS = [
  "create-all",
  "remove-and-replace",
  "left-over",
  "delivered-by-others",
  "outline-and-unreachable",
  "text-changes",
  "contested",
  "not-searched",
].map((name): PlanView => planView((SAMPLES[name] ?? SAMPLES["create-all"] ?? missing)(), "0.1.0"));
const sizeOf = (view: PlanView): number => JSON.stringify(view).length;
const missing = (): never => {
  throw new Error("no such sample");
};

function judged(view: PlanView): readonly string[] {
  return [{ full: true }, { full: false, maxBytes: 4_000 }].flatMap((options) => {
    const text = planMarkdown(view, { color: false, width: 80, next: ALL_HOSTILE, ...options });
    return [
      ...markdownComplaints(text),
      ...complaints(text),
      ...(Buffer.byteLength(text) <= (options.maxBytes ?? 60_000) ? [] : ["too long"]),
    ];
  });
}

describe("hostile text in a plan as Markdown", () => {
  test.each([MARKDOWN, ALL_HOSTILE])("%# in every field at once", (hostile) => {
    for (const view of VIEWS) {
      const evil = withTexts(view, (path, text) => (WORDS.test(path) ? undefined : text + hostile));
      expect(judged(evil)).toEqual([]);
    }
  });

  test("in each field alone, whole", () => {
    const small = VIEWS.filter((view) => view.actions.length > 0).sort(
      (a, b) => sizeOf(a) - sizeOf(b),
    );
    const paths = new Set(small.flatMap(textPaths).filter((path) => !WORDS.test(path)));
    expect(paths.size).toBeGreaterThan(50);
    for (const path of paths) {
      const view = small.find((one) => textPaths(one).includes(path));
      if (view === undefined) continue;
      const evil = withTexts(view, (at) => (at === path ? MARKDOWN : undefined));
      expect({ path, wrong: judged(evil) }).toEqual({ path, wrong: [] });
    }
  });
});
