import { describe, expect, test, vi } from "vitest";
import { printable } from "../../src/util/printable.ts";
import { FakeTerminal } from "./fake-terminal.ts";

vi.hoisted(() => {
  process.env["CI"] = "false";
});
const { confirm } = await import("../../src/ui/confirm.tsx");

async function answer(...chunks: readonly string[]) {
  return await answerOn(new FakeTerminal(80, 24), chunks);
}

async function answerOn(terminal: FakeTerminal, chunks: readonly string[]) {
  const onInterrupt = vi.fn();
  const { stdin, stdout } = terminal;
  stdout.write("THE PLAN\n");
  const given = confirm({ question: printable`Go?`, stdin, stdout, onInterrupt });
  await vi.waitFor(() => {
    expect(terminal.rawMode).toBe(true);
  });
  for (const chunk of chunks) {
    terminal.type(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const yes = await given;
  return { yes, interrupted: onInterrupt.mock.calls.length > 0, lines: await terminal.all() };
}

describe("the question before an apply", () => {
  test.each([
    ["typed letter by letter", ["y", "e", "s", "\r"]],
    ["in one chunk", ["yes\r"]],
    ["in two chunks", ["ye", "s\r"]],
    ["after a correction", ["yess", "\u007f", "\r"]],
    ["after a correction in one chunk", ["yo\u007fes\r"]],
    ["with more behind it", ["yes\rno\r"]],
  ])("takes yes %s", async (_, chunks) => {
    expect(await answer(...chunks)).toMatchObject({ yes: true, interrupted: false });
  });

  test.each([["\r"], ["y\r"], ["YES\r"], ["no\r"], ["yes please\r"]])(
    "takes %j as no",
    async (chunk) => {
      expect(await answer(chunk)).toMatchObject({ yes: false, interrupted: false });
    },
  );

  test.each([["\u0003"], ["yes\u0003"], ["\u0004"]])("takes %j as an interrupt", async (chunk) => {
    expect(await answer(chunk)).toMatchObject({ yes: false, interrupted: true });
  });

  test("leaves plan, question and answer on the screen", async () => {
    const { lines } = await answer("yes\r");
    expect(lines.filter((line) => line !== "")).toEqual([
      "THE PLAN",
      "Go?",
      'Only "yes" is accepted: yes',
    ]);
  });

  test("wipes nothing in a window too small for it, or of unknown size", async () => {
    for (const size of [2, 0]) {
      const terminal = new FakeTerminal(80, 2);
      terminal.stdout.rows = size;
      if (size === 0) terminal.stdout.columns = 0;
      terminal.stdout.write("$ meshplan apply\n");
      const { lines } = await answerOn(terminal, ["yes\r"]);
      expect(lines).toContain("$ meshplan apply");
      expect(lines).toContain("Go?");
    }
  });
});
