import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { meantBy } from "../../src/cli/foreign-words.ts";
import { openShell, type Shell } from "./program.ts";

let shell: Shell;
beforeAll(() => {
  shell = openShell();
});
afterAll(() => {
  shell.remove();
});

const program = buildProgram(undefined, () => undefined);
const COMMANDS = program.commands.map((command) => ({
  name: command.name(),
  flags: command.options.flatMap(({ long }) => long ?? []),
}));

describe("a flag of another tool", () => {
  test.each([
    ["plan -target=cluster1", "-target=cluster1", "a plan is of the whole mesh;"],
    ["plan -var x=y", "-var", "a mesh file has no variables;"],
    ["plan -var-file=prod", "-var-file=prod", "a mesh file has no variables;"],
    ["plan -verbose", "-verbose", "long flags have two dashes: --verbose"],
    ["plan -refresh-only", "-refresh-only", "shows what others changed as drift"],
    ["apply --dry-run", "--dry-run", "that is `meshplan plan`"],
    ["apply --dry-run=server", "--dry-run=server", "that is `meshplan plan`"],
    ["plan -n istio-system", "-n", "`istio.namespace` in the mesh file"],
    ["plan --auto-approve", "--auto-approve", "only what asks takes --auto-approve"],
    ["plan -f mesh.yaml", "-f", "name the file without a flag"],
    ["apply -auto-approve", "-auto-approve", "long flags have two dashes: --auto-approve"],
    ["plan -out=p.plan", "-out=p.plan", "long flags have two dashes: --out p.plan"],
    ["apply -parallelism=3", "-parallelism=3", "long flags have two dashes: --parallelism 3"],
  ])("meshplan %s", async (line, flag, answer) => {
    const { code, stdout, stderr } = await shell.meshplan(...line.split(" "));
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    const [error, help, more, ...rest] = stderr.split("\n");
    expect(error).toBe(`error: unknown option '${flag}'`);
    expect(help?.startsWith("  help: ")).toBe(true);
    expect(help).toContain(answer);
    expect(more).toBe(`(meshplan ${line.split(" ")[0] ?? ""} --help shows its flags)`);
    expect(rest).toEqual([""]);
  });

  test("that nobody knows is told as before, and a likely one is proposed", async () => {
    expect((await shell.meshplan("plan", "--unheard-of")).stderr).toBe(
      "error: unknown option '--unheard-of'\n(meshplan plan --help shows its flags)\n",
    );
    expect((await shell.meshplan("plan", "--outt", "p")).stderr).toContain("Did you mean --out?");
  });

  test.each(COMMANDS)("every flag of $name with one dash is told with two", ({ flags }) => {
    for (const flag of flags)
      for (const value of ["", "=a=b"]) {
        const error = `error: unknown option '${flag.slice(1)}${value}'`;
        expect(meantBy(error, flags)).toBe(
          `long flags have two dashes: ${flag}${value.replace("=", " ")}`,
        );
      }
  });
});

describe("a command of another tool", () => {
  test.each([
    ["destroy", "nothing is removed yet"],
    ["import", "what is there already is in a plan"],
    ["status", "a plan without changes"],
    ["force-unlock", "that is `meshplan unlock`"],
  ])("meshplan %s", async (command, answer) => {
    const { code, stdout, stderr } = await shell.meshplan(command);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toContain(`error: unknown command '${command}'\n  help: ${answer}`);
    expect(stderr).toContain("(meshplan --help lists the commands)");
  });

  test("is never one of ours", () => {
    for (const { name } of COMMANDS)
      expect(meantBy(`error: unknown command '${name}'`, [])).toBeUndefined();
  });
});

test("whatever the words are, they are answered by a sentence or by nothing", () => {
  fc.assert(
    fc.property(fc.constantFrom("option", "command"), fc.string(), (what, word) => {
      const meant = meantBy(`error: unknown ${what} '${word}'`, ["--out"]);
      expect(meant === undefined || /^[a-z`]/.test(meant)).toBe(true);
    }),
  );
  expect(meantBy("error: unknown option '--constructor'", [])).toBeUndefined();
});
