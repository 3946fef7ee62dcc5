import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { IS_LONG } from "../fuzz/fuzzing.ts";
import { FAULTS } from "./faults.ts";
import { CANARIES, canariesOf, openStage, plantPullSecret, type Stage } from "./stage.ts";

/** Every command, with everything it can write. `demo` and `sandbox` start clusters of their own, with tokens of their own. */
const COMMANDS = [
  "validate mesh.yaml",
  "schema",
  "explain MP9260",
  "explain cluster1/remote-secret:cluster2 mesh.yaml",
  "plan mesh.yaml",
  "plan mesh.yaml --full",
  "plan mesh.yaml --format json",
  "plan mesh.yaml --read-only",
  "plan mesh.yaml --out saved.plan",
  "show saved.plan --full",
  "graph mesh.yaml",
  "rbac plan mesh.yaml --outline",
  "rbac apply mesh.yaml --outline",
  "apply saved.plan --events events.jsonl",
  "apply mesh.yaml --auto-approve --format json",
] as const;

/** Under a fault: what reads, what reads and prints data, and what writes. */
const STRUCK = [
  "plan mesh.yaml --out saved2.plan",
  "plan mesh.yaml --format json",
  "apply mesh.yaml --auto-approve --timeout 20s --events events2.jsonl",
  "apply mesh.yaml --auto-approve --timeout 20s --format json",
] as const;

/** All commands under all faults take minutes: `npm run fuzz` does that. The tests try each kind of answer once. */
const ALL = IS_LONG;
const QUICK = [
  "every spelling in a refusal",
  "a conflict of fields that echoes",
  "a plug-in that fails and prints its environment",
];
const QUICK_COMMANDS = [
  "plan mesh.yaml --full",
  "plan mesh.yaml --out saved.plan",
  "show saved.plan --full",
  "apply saved.plan --events events.jsonl",
];
const commands = ALL ? COMMANDS : COMMANDS.filter((command) => QUICK_COMMANDS.includes(command));
const faults = ALL ? FAULTS : FAULTS.filter(({ name }) => QUICK.includes(name));
const struck = ALL ? STRUCK : STRUCK.slice(0, 1);
const SLOW = { timeout: 300_000 };

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  const first = await stage.run("apply mesh.yaml --auto-approve");
  expect(first).toMatchObject({ code: 0, leaks: [] });
  await plantPullSecret(stage);
}, SLOW.timeout);
afterAll(() => stage.close());

describe("a secret planted wherever one can be", () => {
  test("is known to this test, in each of its places", () => {
    const places = [...canariesOf(stage.shell, stage.sandbox).keys()];
    expect(places).toEqual(expect.arrayContaining([...Object.keys(CANARIES), "key of the root"]));
    for (const part of [
      "ca-key.pem of Secret cacerts",
      "token of Secret",
      "cluster2 of Secret istio-remote-secret",
    ])
      expect(places.filter((place) => place.includes(part))).not.toEqual([]);
  });

  test(
    "is in nothing that a command prints, writes, keeps or hands to a program",
    SLOW,
    async () => {
      await stage.drift();
      for (const command of commands) {
        const login = command.startsWith("plan") ? "password" : "token";
        const { code, leaks, stderr } = await stage.run(command, login);
        expect({ command, code, leaks }, stderr).toEqual({ command, code: 0, leaks: [] });
      }
    },
  );

  test.each(faults)("is in none of it where there is $name", SLOW, async (fault) => {
    const told: string[] = [];
    stage.struck();
    for (const command of struck) {
      await stage.drift();
      stage.fault = fault;
      const { leaks, code } = await stage.run(command);
      stage.fault = undefined;
      if (code === 70) told.push(`${command} ends with 70`);
      told.push(...leaks.map((leak) => `${command}: ${leak}`));
    }
    expect(told).toEqual([]);
    expect(fault.strikes === undefined || stage.struck() > 0).toBe(true);
  });
});
