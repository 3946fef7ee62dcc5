import { expect, test } from "vitest";
import { Limiter } from "../../../src/adapters/kubernetes/limiter.ts";

function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

test("work that is aborted keeps its place until it has ended", async () => {
  const limiter = new Limiter(1);
  const cut = new AbortController();
  const order: string[] = [];
  const ended = gate();
  const first = limiter.run(async () => {
    order.push("first began");
    await ended.passed;
    order.push("first ended");
  }, cut.signal);
  const second = limiter.run(() => Promise.resolve(order.push("second began")));
  cut.abort(new Error("enough"));
  ended.open();
  await Promise.all([first, second]);
  expect(order).toEqual(["first began", "first ended", "second began"]);
});

test("a wait that is aborted throws its reason, takes no place, and lets the next in", async () => {
  const limiter = new Limiter(1);
  const ended = gate();
  const first = limiter.run(() => ended.passed);
  const cut = new AbortController();
  const ran: string[] = [];
  const second = limiter.run(() => Promise.resolve(ran.push("second")), cut.signal);
  const third = limiter.run(() => Promise.resolve(ran.push("third")));
  cut.abort(new Error("enough"));
  await expect(second).rejects.toThrow("enough");
  ended.open();
  await Promise.all([first, third]);
  expect(ran).toEqual(["third"]);
});
