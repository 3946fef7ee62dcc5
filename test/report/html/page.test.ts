import { describe, expect, test } from "vitest";
import { planPage } from "../../../src/report/html/page.ts";
import { planView } from "../../../src/report/plan-view.ts";
import type { PlanView } from "../../../src/report/view.ts";
import { ALL_HOSTILE, complaints, withTexts } from "../../hostile.ts";
import { SAMPLES } from "../samples.ts";

const OPTIONS = {
  full: false,
  made: "2026-11-30T10:00:00.000Z",
  printed: "2026-11-30T12:30:00.000Z",
  commit: "0123abc",
  next: "meshplan apply mesh.plan",
};
const views = Object.entries(SAMPLES).map(
  ([name, make]) => [name, planView(make(), "0.1.0")] as const,
);
const viewOf = (name: string): PlanView =>
  views.find(([one]) => one === name)?.[1] ?? expect.fail(`no sample ${name}`);

/** Every element of a page by its name, its attributes beside it; what stands in quotes is foreign and left out. */
function tagsOf(
  page: string,
): readonly { readonly name: string; readonly keys: readonly string[] }[] {
  return [...page.matchAll(/<(\/?[a-z!][^\s>]*)((?:[^>"]|"[^"]*")*)>/gi)].map(
    ([, name = "", rest = ""]) => ({
      name: name.replace("/", "").toLowerCase(),
      keys: [...rest.replaceAll(/"[^"]*"/g, '""').matchAll(/([\w:-]+)=/g)].map(
        ([, key = ""]) => key,
      ),
    }),
  );
}

const ELEMENTS = new Set(
  "!doctype html head meta title style body main header p h1 h2 strong section div ul li table thead tbody tr th td figure figcaption details summary pre span footer dl dt dd svg g a path polygon polyline ellipse text".split(
    " ",
  ),
);
const RUNS = /^on|^(?:href|src|action|formaction|data|srcdoc|xlink:href)$/;

function wrongIn(page: string): readonly string[] {
  return tagsOf(page).flatMap(({ name, keys }) => [
    ...(ELEMENTS.has(name) ? [] : [name]),
    ...keys.filter((key) => RUNS.test(key)).map((key) => `${name} ${key}`),
  ]);
}

describe.each(views)("the page of %s", (_, view) => {
  test("runs nothing and loads nothing", async () => {
    const page = await planPage(view, OPTIONS);
    expect(wrongIn(page)).toEqual([]);
    expect(page).toContain("default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;");
    expect(page).not.toMatch(/@import|url\(/);
  });

  test("closes each element that it opens, and has no id twice", async () => {
    const page = await planPage(view, OPTIONS);
    const open: string[] = [];
    for (const [, slash, name = "", self] of page.matchAll(
      /<(\/?)([a-z]\w*)(?:[^>"]|"[^"]*")*?(\/?)>/g,
    )) {
      if (name === "meta" || self === "/") continue;
      if (slash === "/") expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.length).toBe(new Set(ids).size);
  });

  test("says the digest and names every topic of risk", async () => {
    const page = await planPage(view, OPTIONS);
    for (const text of [view.digest, ...view.risks.map(({ topic }) => topic)])
      expect(page).toContain(`>${text}<`);
  });
});

test.each(["left-over-beside-changes", "drift", "no-changes"])("%s as a page", async (name) => {
  const page = await planPage(viewOf(name), OPTIONS);
  const text = page
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replaceAll(/<svg[\s\S]*?<\/svg>/g, "(picture)")
    .replaceAll(/(<\/(?:section|header|p|h1|h2|li|tr|summary|div|dd|details)>)/g, "$1\n");
  await expect(text).toMatchFileSnapshot(`../goldens/page-${name}.html`);
});

test("hostile text stays text", async () => {
  for (const name of ["create-all", "drift", "left-over-beside-changes"]) {
    const evil = withTexts(viewOf(name), (path, text) =>
      /\.(verb|role|risk|mode|kind|component|severity|topic|code)$/.test(path)
        ? undefined
        : `${text}${ALL_HOSTILE}"><script>alert(1)</script><img src=x onerror=a()>`,
    );
    const page = await planPage(evil, OPTIONS);
    expect(wrongIn(page)).toEqual([]);
    expect(complaints(page)).toEqual([]);
  }
});
