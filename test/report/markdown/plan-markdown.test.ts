import { describe, expect, test } from "vitest";
import { planMarkdown } from "../../../src/report/markdown/plan-markdown.ts";
import { planView } from "../../../src/report/plan-view.ts";
import type { PlanView } from "../../../src/report/view.ts";
import { SECRET_VALUE } from "../sample-objects.ts";
import { SAMPLES } from "../samples.ts";
import { markdownComplaints, nodesOf, parsed } from "./parsed.ts";
import { viewWithChanges } from "./sized.ts";

const OPTIONS = {
  color: false,
  full: false,
  width: 80,
  made: "2026-11-30T10:00:00.000Z",
  printed: "2026-11-30T12:30:00.000Z",
  commit: "0123456789abcdef0123456789abcdef01234567",
  next: "meshplan apply mesh.plan",
};

const viewOf = (name: string): PlanView => planView((SAMPLES[name] ?? fail(name))(), "0.1.0");
const fail = (name: string): never => {
  throw new Error(`no sample ${name}`);
};

/** As GitHub counts a comment, and as servers count bytes. */
const sizeOf = (text: string): number => Math.max(text.length, Buffer.byteLength(text));

describe("a plan as Markdown", () => {
  test.each([
    "create-all",
    "create-all-20-clusters",
    "remove-and-replace",
    "text-changes",
    "no-changes",
    "left-over",
    "outline-and-unreachable",
  ])("%s reads well", async (name) => {
    const text = planMarkdown(viewOf(name), OPTIONS);
    await expect(text).toMatchFileSnapshot(`goldens/plan-${name}.md`);
  });

  test.each(Object.entries(SAMPLES))("%s is of the parts that we mean", (name, make) => {
    for (const full of [name === "create-all", false])
      expect(
        markdownComplaints(planMarkdown(planView(make(), "0.1.0"), { ...OPTIONS, full })),
      ).toEqual([]);
  });

  test("shows no secret", () => {
    for (const make of Object.values(SAMPLES))
      expect(planMarkdown(planView(make(), "0.1.0"), { ...OPTIONS, full: true })).not.toContain(
        SECRET_VALUE,
      );
  });

  test("every dangerous change stands before the first fold, and every other one in a fold", () => {
    const text = planMarkdown(viewOf("remove-and-replace"), OPTIONS);
    const fold = text.indexOf("<details>");
    for (const name of [
      "RoleBinding istiod",
      "Gateway cross-network-gateway",
      "HorizontalPodAutoscaler istiod",
    ])
      expect(text.slice(0, fold < 0 ? undefined : fold)).toContain(name);
    const first = planMarkdown(viewOf("create-all"), OPTIONS);
    expect(first.indexOf("ConfigMaps")).toBeGreaterThan(first.indexOf("<details>"));
  });

  test("signs stand in the first column, and a change has a colour", () => {
    const nodes = nodesOf(parsed(planMarkdown(viewOf("text-changes"), OPTIONS)));
    const blocks = nodes.filter(({ type }) => type === "code").map(({ value = "" }) => value);
    expect(blocks.length).toBeGreaterThan(0);
    for (const line of blocks.join("\n").split("\n")) expect(line).toMatch(/^[-+!# ]/);
    expect(blocks.join("\n")).toMatch(/^! +ConfigMap istio/m);
    expect(blocks.join("\n")).toMatch(/^- .*stackdriver/m);
  });

  test("equal changes of many clusters are there once", () => {
    const text = planMarkdown(viewOf("same-drift-in-20-clusters"), OPTIONS);
    expect(text.match(/spec\.replicas/g)).toHaveLength(1);
    expect(text).toContain("20 clusters");
  });
});

describe("the bound of a document", () => {
  test.each([1, 10, 100, 10_000])("holds for %i changes, and keeps the head", (count) => {
    const view = viewWithChanges(count);
    const text = planMarkdown(view, OPTIONS);
    expect(sizeOf(text)).toBeLessThanOrEqual(60_000);
    expect(text).toContain(`**Plan: 0 to add, ${String(count)} to change, 0 to destroy across`);
    expect(text).toContain("**Risks to review**");
    expect(text).toContain(view.digest);
    expect(text.includes("had no room here")).toBe(count > 100);
    expect(markdownComplaints(text)).toEqual([]);
  });

  test.each([4_000, 20_000])("holds for %i bytes, whatever the plan", (maxBytes) => {
    const names = ["create-all-20-clusters", "left-over", "outline-and-unreachable", "no-changes"];
    for (const view of [viewWithChanges(300), ...names.map(viewOf)]) {
      const text = planMarkdown(view, { ...OPTIONS, maxBytes, full: true });
      expect(sizeOf(text)).toBeLessThanOrEqual(maxBytes);
      expect(markdownComplaints(text)).toEqual([]);
      expect(text).toContain(view.digest);
    }
  });

  test("the first dangerous changes are there in the least room, and more in more", () => {
    const view = viewWithChanges(1_000);
    const shownAt = (maxBytes: number): number => {
      const [open = ""] = planMarkdown(view, { ...OPTIONS, maxBytes }).split("<details>");
      return open.match(/^! +Service service-/gm)?.length ?? 0;
    };
    const counts = [4_000, 8_000, 60_000].map(shownAt);
    for (const count of counts) expect(count).toBeGreaterThanOrEqual(9);
    expect(counts.at(-1)).toBe(100);
  });
});
