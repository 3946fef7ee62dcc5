import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth } from "../../src/util/display-width.ts";
import { wrap } from "../../src/util/wrap.ts";
import { wrapHelp } from "../../src/util/wrap-help.ts";

const COMMANDS = [
  "kubectl --context cluster1 -n istio-system create secret docker-registry pull --from-file=.dockerconfigjson=config.json",
  "kubectl --context 'a; b' delete secret 'x y'",
  "meshplan plan mesh.yaml --context cluster1=a",
];

describe("the next step of a problem", () => {
  test("has each command on a line of its own, where it does not fit one line", () => {
    const [secret = ""] = COMMANDS;
    const text = `before the apply, with the login for the registry in config.json: kubectl --context cluster1 create namespace istio-system; ${secret}; apply takes the namespace over`;
    expect(wrapHelp(text, 72)).toEqual([
      "before the apply, with the login for the registry in config.json:",
      "kubectl --context cluster1 create namespace istio-system",
      secret,
      "apply takes the namespace over",
    ]);
    expect(wrapHelp(text, 400)).toEqual([text]);
  });

  test("whatever its words: no command is broken, and every other line fits", () => {
    const prose = fc
      .array(fc.constantFrom("look", "at", "it", "again,", "then", "meshplan", "reads"), {
        minLength: 1,
        maxLength: 12,
      })
      .map((words) => words.join(" "));
    const parts = fc.array(fc.tuple(prose, fc.constantFrom(...COMMANDS)), { minLength: 1 });
    fc.assert(
      fc.property(parts, fc.integer({ min: 20, max: 90 }), (pairs, width) => {
        const text = pairs.map(([said, command]) => `${said}: ${command}`).join("; ");
        const lines = wrapHelp(text, width);
        if (lines.length === 1) return;
        for (const [, command] of pairs) expect(lines).toContain(command);
        for (const line of lines.filter((one) => !COMMANDS.includes(one)))
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

test("what stands in backticks is not broken", () => {
  expect(wrap("to see why: `meshplan explain MP0602`, then go on", 24)).toEqual([
    "to see why:",
    "`meshplan explain MP0602`,",
    "then go on",
  ]);
  expect(wrap("an ` alone is a word like any other", 12).join(" ")).toBe(
    "an ` alone is a word like any other",
  );
});
