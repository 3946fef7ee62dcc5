import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Limiter } from "../../src/adapters/kubernetes/limiter.ts";
import { unique } from "../../src/observe/installed/values.ts";
import { countEnd, countTry, drawn, IS_LONG } from "../fuzz/fuzzing.ts";
import { CANARIES } from "./canaries.ts";
import { canMeet, COMMANDS, titleOf } from "./commands.ts";
import { FAULTS } from "./faults.ts";
import { openStage, type Stage } from "./stage.ts";

/** Every command without a fault, and under each that it can meet. */
const WELL = COMMANDS.map((command) => [titleOf(command), command] as const);
const STRUCK = COMMANDS.flatMap((command) =>
  FAULTS.filter((fault) => canMeet(command, fault)).map((fault) => {
    const title = `${titleOf(command)}, where there is ${fault.name}`;
    return [title, { command, fault }] as const;
  }),
);
/** `npm test` runs a few of them, `npm run fuzz` all. */
const cases = {
  well: IS_LONG ? WELL : drawn(WELL, 5),
  struck: IS_LONG ? STRUCK : drawn(STRUCK, 6),
};
/** Cases take turns on the stages, and mostly wait for processes and pauses. */
const SLOW = { timeout: IS_LONG ? 600_000 : 120_000 };

const stages = new Limiter(IS_LONG ? 2 : 1);
const opened: Stage[] = [];
const free: Stage[] = [];
beforeAll(async () => {
  for (let at = 0; at < (IS_LONG ? 2 : 1); at += 1) opened.push(await openStage());
  free.push(...opened);
}, SLOW.timeout);
afterAll(() => Promise.all(opened.map((stage) => stage.close())));

/** On a stage of its own. */
const run: Stage["run"] = (...of) =>
  stages.run(async () => {
    const stage = free.pop();
    if (stage === undefined) throw new Error("internal: no stage is free");
    try {
      return await stage.run(...of);
    } finally {
      free.push(stage);
    }
  });
const places = (): readonly string[] => unique(opened.flatMap((stage) => stage.places()));

/** What was met, for the last test and for the figures of `npm run fuzz`. */
const met = { strikes: new Map<string, number>(), sinks: new Set<string>() };

describe("a secret planted wherever one can be", () => {
  test("is known to this test, in each of its places", () => {
    expect(places()).toEqual(expect.arrayContaining([...Object.keys(CANARIES), "key of the root"]));
    for (const part of [
      "ca-key.pem of Secret cacerts",
      "token of Secret",
      "cluster2 of Secret istio-remote-secret",
    ])
      expect(places().filter((place) => place.includes(part))).not.toEqual([]);
  });

  test.concurrent.each(cases.well)("is in nothing that comes of: %s", SLOW, async (_, command) => {
    // A plug-in logs in to one cluster with a token, none with a password.
    for (const login of command.meets.includes("servers") ? LOGINS : LOGINS.slice(0, 1)) {
      const { code, leaks, stdout, stderr, sinks } = await run(command, undefined, login);
      count(code, sinks);
      expect({ code, leaks }, stderr).toEqual({ code: 0, leaks: [] });
      if (login === "token") expect(stdout).toContain(command.asks ?? "");
    }
  });

  test.concurrent.each(cases.struck)(
    "is in nothing that comes of: %s",
    SLOW,
    async (title, { command, fault }) => {
      const login = fault.program === undefined && isOdd(title) ? "password" : "token";
      const { code, leaks, stderr, sinks, struck: strikes } = await run(command, fault, login);
      count(code, sinks);
      met.strikes.set(fault.name, (met.strikes.get(fault.name) ?? 0) + strikes);
      expect(leaks, stderr).toEqual([]);
      expect(code, stderr).not.toBe(70);
    },
  );

  test("was looked for where faults strike, and where demo and sandbox have clusters of their own", () => {
    const idle = FAULTS.filter(({ name }) => (met.strikes.get(name) ?? 0) === 0);
    if (IS_LONG) expect(idle.map(({ name }) => name)).toEqual([]);
    else expect(Math.max(...met.strikes.values())).toBeGreaterThan(0);
    const ran = cases.well.some(([, command]) => /^(demo|sandbox)/.test(command.args));
    expect(places().includes("what clusters of demo and sandbox know")).toBe(ran);
    countEnd("places", places().length);
    countEnd("sinks", met.sinks.size);
    countEnd("commands", COMMANDS.length);
    countEnd("faults", FAULTS.length);
  });
});

const LOGINS = ["token", "password"] as const;

/** One half of the cases logs in in another way. */
function isOdd(title: string): boolean {
  return STRUCK.findIndex(([other]) => other === title) % 2 === 1;
}

function count(code: number | null, sinks: readonly string[]): void {
  countTry();
  countEnd(`exit ${String(code)}`);
  for (const sink of sinks) met.sinks.add(sink.replace(/[0-9a-f]{16,}/g, "…"));
}
