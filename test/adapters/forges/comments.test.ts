import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stickyComment } from "../../../src/adapters/forges/comments.ts";
import type { Clock } from "../../../src/ports.ts";
import { commentBody, commentMarker } from "../../../src/report/markdown/comment-body.ts";
import { viewWithChanges } from "../../report/markdown/sized.ts";
import { standIn } from "./stand-in.ts";

const NOW = Date.parse("2026-11-30T12:00:00Z");
const MARKER = commentMarker("mesh1");

/** A clock whose sleeps end at once, and are remembered. */
function clockOf(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => NOW,
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      return Promise.resolve();
    },
  };
}

describe.each(["github", "gitlab"] as const)("the comment of a mesh on %s", (forge) => {
  let service: Awaited<ReturnType<typeof standIn>>;
  let clock: ReturnType<typeof clockOf>;
  beforeEach(async () => {
    service = await standIn(forge);
    clock = clockOf();
  });
  afterEach(async () => {
    await service.close();
  });
  const open = (
    more: { readonly commit?: string; readonly token?: string; readonly number?: string } = {
      number: "7",
    },
  ) => {
    const { token = service.token, ...where } = more;
    const place = { forge, api: service.api, repository: "org/mesh", ...where };
    return stickyComment(place, { token, clock, version: "0.1.0" });
  };
  const put = async (body: string): Promise<void> => {
    const sticky = await open();
    await sticky.write(body, await sticky.find(MARKER));
  };

  test("is one, and is brought up to date in its place", async () => {
    await put(`${MARKER}\nfirst`);
    await put(`${MARKER}\nsecond`);
    expect(service.kept.map(({ body }) => body)).toEqual([`${MARKER}\nsecond`]);
  });

  test("is found behind pages of others', and one with a false author is not ours", async () => {
    for (let id = 1; id <= 250; id += 1)
      service.kept.push({
        id,
        author: "somebody",
        body: id % 50 === 0 ? `${MARKER}\nfalse` : "words",
      });
    service.kept.push({
      id: 900,
      author: "mesh-bot",
      body: `${commentMarker("mesh2")}\nof another mesh`,
    });
    await put(`${MARKER}\nfirst`);
    await put(`${MARKER}\nsecond`);
    expect(service.kept).toHaveLength(252);
    expect(service.kept.at(-1)?.body).toBe(`${MARKER}\nsecond`);
    expect(service.kept.filter(({ body }) => body.includes("false"))).toHaveLength(5);
  });

  test("of a job's token that has no user is that of GitHub's jobs", async () => {
    if (forge === "gitlab") return;
    service.kept.push({ id: 5, author: "github-actions[bot]", body: `${MARKER}\nfirst` });
    const sticky = await open();
    service.next.push({ status: 403, message: "Resource not accessible by integration" });
    expect(await sticky.find(MARKER)).toEqual({ id: "5", body: `${MARKER}\nfirst` });
  });

  test("is on the pull request that brought the commit, where no number is known", async () => {
    expect((await open({ commit: "abcdef1" })).number).toBe("7");
    expect((await open({})).number).toBeUndefined();
  });

  test("has room for every plan, and the service for no more than it says", async () => {
    const options = { color: false, full: true, width: 80 };
    await put(commentBody({ ...viewWithChanges(10_000), mesh: "mesh1" }, options));
    expect(service.kept).toHaveLength(1);
    await expect(put("x".repeat(1_000_001))).rejects.toMatchObject({ code: "MP9330" });
  });

  test.each([
    ["429 with seconds", { status: 429, headers: { "retry-after": "7" } }, 7_000],
    [
      "403 of a burst without a time",
      { status: 403, message: "You have exceeded a secondary rate limit" },
      60_000,
    ],
    [
      "403 until a time",
      {
        status: 403,
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1_000 + 30) },
      },
      30_000,
    ],
    ["a moment away", { status: 503 }, 1_000],
  ])("is tried again after %s", async (_, told, waited) => {
    const sticky = await open();
    service.next.push(told);
    expect(await sticky.find(MARKER)).toBeUndefined();
    expect(clock.slept).toEqual([waited]);
  });

  test("is not written twice where nobody knows whether it was written", async () => {
    const sticky = await open();
    service.next.push({ status: 502, message: "bad gateway" });
    await expect(sticky.write("x", undefined)).rejects.toMatchObject({ code: "MP9330" });
    expect(service.seen.filter((one) => one.startsWith("POST"))).toHaveLength(1);
  });

  test("is given up after some tries, and at once where waiting does not help", async () => {
    const sticky = await open();
    service.next.push(
      ...Array.from({ length: 20 }, () => ({ status: 429, headers: { "retry-after": "1" } })),
    );
    await expect(sticky.find(MARKER)).rejects.toMatchObject({ code: "MP9330" });
    expect(clock.slept.length).toBeLessThan(10);
    service.next.splice(0);
    const asked = service.seen.length;
    const wrong = await open({ number: "7", token: "another" });
    await expect(wrong.write("x", undefined)).rejects.toThrow("HTTP 401");
    expect(service.seen.length).toBe(asked + 1);
  });
});
