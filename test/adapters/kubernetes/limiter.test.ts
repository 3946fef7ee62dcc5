import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
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

test("nothing of work that has ended is kept, not even while others wait", async () => {
  const limiter = new Limiter(1);
  const [begun, ended] = [gate(), gate()];
  const works = worked(limiter, begun.passed);
  const others = [limiter.run(() => ended.passed), limiter.run(() => Promise.resolve())];
  begun.open();
  const seen = await works;
  await collected();
  expect(seen.filter((one) => one.deref() !== undefined)).toEqual([]);
  ended.open();
  await Promise.all(others);
});

/** Twenty at once, so that most of them wait for others; what each gave, weakly. */
async function worked(limiter: Limiter, begin: Promise<void>): Promise<readonly WeakRef<object>[]> {
  const all = Array.from({ length: 20 }, (_, at) =>
    limiter.run(async () => {
      await begin;
      return { at };
    }),
  );
  return (await Promise.all(all)).map((one) => new WeakRef(one));
}

/** The collector runs to its end, in a turn in which nobody has looked at what may go. */
async function collected(): Promise<void> {
  setFlagsFromString("--expose-gc");
  await setImmediate();
  (runInNewContext("gc") as () => void)();
}
