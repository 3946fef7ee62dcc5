import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { completionsOf, type Known } from "../../src/cli/completions.ts";
import { SCRIPTS } from "../../src/cli/completion-scripts.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { openShell, type Shell } from "./program.ts";

let shell: Shell;
beforeAll(() => {
  shell = openShell();
});
beforeEach(() => {
  shell.write("mesh.yaml", SEED);
  const names = [
    "cluster1",
    "arn:aws:eks:eu-west-1:1:cluster/prod",
    "arn:aws:eks:eu-west-1:1:x",
    "it's one",
  ];
  shell.write(
    "kubeconfig",
    JSON.stringify({
      contexts: names.map((name) => ({ name, context: { cluster: "one", user: "one" } })),
    }),
  );
});
afterAll(() => {
  shell.remove();
});

const program = buildProgram(undefined, () => undefined);
const NOBODY: Known = {
  clusters: () => Promise.resolve([]),
  contexts: () => Promise.resolve([]),
  codes: () => Promise.resolve([]),
};
const COMMANDS = program.commands.map((command) => [command.name(), command] as const);

test("law: what is proposed is one word of every shell, whatever stands in files", async () => {
  const names = [
    ...[
      "$(touch x)",
      "`x`",
      "a;b",
      "a b",
      "it's",
      '"',
      "a|b",
      "a&b",
      "-rf",
      "@{x}",
      "~",
      "a\nb",
      "",
    ],
    ...["prod", "arn:aws:eks:eu-west-1:1:cluster/prod", "admin@kubernetes", "gke_a_b-c"],
  ];
  const known: Known = {
    ...NOBODY,
    clusters: () => Promise.resolve(names),
    contexts: () => Promise.resolve(names),
  };
  for (const flag of ["--context", "--contexts"]) {
    const { words } = await completionsOf(program, ["plan", flag], "", known);
    expect(words.length).toBeGreaterThan(2);
    for (const { text } of words) expect(text).toMatch(/^[\w%+=:./-][\w@%+=:,./-]*$/);
  }
});

describe("what is proposed comes from the program that reads the line", () => {
  test("every command, by how it begins", async () => {
    const names = COMMANDS.map(([name]) => name);
    const { words } = await completionsOf(program, [], "", NOBODY);
    expect(words.map(({ text }) => text)).toEqual([...names, "help"]);
    for (const name of names) {
      const found = await completionsOf(program, [], name.slice(0, 3), NOBODY);
      expect(found.words.map(({ text }) => text)).toContain(name);
    }
  });

  test.each(COMMANDS)("every flag of %s, each until it is given", async (name, command) => {
    const flags = command.options.flatMap(({ long }) => long ?? []);
    const { words } = await completionsOf(program, [name], "-", NOBODY);
    expect(words.map(({ text }) => text)).toEqual([...flags, "--help"]);
    for (const option of command.options) {
      const { long = "", required, description } = option;
      const given = [name, long, ...(required ? ["value"] : [])];
      const after = await completionsOf(program, given, "--", NOBODY);
      const isThere = after.words.some(({ text }) => text === long);
      expect(isThere).toBe(description.includes("(repeatable)"));
    }
  });

  test.each(COMMANDS)(
    "every value that %s lists for a flag, in both spellings",
    async (name, command) => {
      for (const { long = "", argChoices = [] } of command.options) {
        if (argChoices.length === 0) continue;
        const apart = await completionsOf(program, [name, long], "", NOBODY);
        expect(apart.words.map(({ text }) => text)).toEqual(argChoices);
        const inOne = await completionsOf(program, [name], `${long}=`, NOBODY);
        expect(inOne.words.map(({ text }) => text)).toEqual(
          argChoices.map((one) => `${long}=${one}`),
        );
      }
    },
  );

  test("no name that nobody could type", async () => {
    const contexts = (): Promise<readonly string[]> =>
      Promise.resolve(["a\tb", "a\nb", "a\u202eb", "ab"]);
    const found = await completionsOf(program, ["plan", "--contexts"], "a", {
      ...NOBODY,
      contexts,
    });
    expect(found.words.map(({ text }) => text)).toEqual(["ab"]);
  });
});

/** What bash would write in the place of the last word, or of its part behind the last of its breaks. */
async function inBash(line: string, breaks = ""): Promise<readonly string[]> {
  shell.write("completion.bash", SCRIPTS.bash);
  shell.write("typed", line);
  const { code, stdout, stderr } = await shell.sh(
    `. ./completion.bash; ${breaks}
     complete -p meshplan > /dev/null
     COMP_LINE=$(<typed); COMP_POINT=\${#COMP_LINE}
     _meshplan; ((\${#COMPREPLY[@]})) && printf '%s\\n' "\${COMPREPLY[@]}"; true`,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.split("\n").filter((one) => one !== "");
}

describe("in bash", () => {
  test.each<[line: string, found: readonly string[]]>([
    ["meshplan va", ["validate"]],
    ["meshplan plan --form", ["--format"]],
    ["meshplan plan --format j", ["json"]],
    ["meshplan plan --format=j", ["json"]],
    ["meshplan plan --context ", ["cluster1=", "cluster2="]],
    ["meshplan plan other.yaml --context ", ["eu="]],
    ["meshplan plan none.yaml --context ", []],
    ["meshplan plan --context cluster2=cl", ["cluster1"]],
    ["meshplan plan --context cluster2=arn:aws:eks:eu-west-1:1:c", ["cluster/prod"]],
    ["meshplan plan --contexts it", []],
    ["meshplan init --from-contexts cluster1,arn:aws:eks:eu-west-1:1:", ["cluster/prod", "x"]],
    ["meshplan rbac ", ["plan", "apply"]],
    ["meshplan rbac plan other.yaml --cluster ", ["eu"]],
    ["meshplan explain ", ["MP", "cluster1/", "cluster2/"]],
    [
      "meshplan explain MP040",
      ["MP0401", "MP0402", "MP0403", "MP0404", "MP0405", "MP0406", "MP0407", "MP0408", "MP0409"],
    ],
    ["meshplan plan oth", ["other.yaml"]],
    ["meshplan plan --out oth", ["other.yaml"]],
    ["meshplan sandbox mesh.yaml -- meshplan pl", []],
    ["meshplan completion ", ["bash", "zsh", "fish", "powershell"]],
    ["meshplan help gr", ["graph"]],
    ["meshplan nothing ", []],
  ])("%s", async (line, found) => {
    writeFileSync(shell.path("other.yaml"), "clusters: { eu: { network: a } }\n");
    expect(await inBash(line)).toEqual(found);
  });

  test("where neither = nor : breaks a word, the whole word is written", async () => {
    const line = "meshplan plan --context cluster2=arn:aws:eks:eu-west-1:1:c";
    expect(await inBash(line, "COMP_WORDBREAKS=' '")).toEqual([
      "cluster2=arn:aws:eks:eu-west-1:1:cluster/prod",
    ]);
  });

  test("a file that is wrong, and a kubeconfig that is none, are no reason to complain", async () => {
    shell.write("mesh.yaml", "{{{");
    shell.write("kubeconfig", "{{{");
    expect(await inBash("meshplan plan --context ")).toEqual([]);
    expect(await inBash("meshplan plan --contexts ")).toEqual([]);
  });

  test("a press of Tab completes", async () => {
    shell.write("completion.bash", SCRIPTS.bash);
    shell.write("rc", ". ./completion.bash; PS1='ready> '");
    const typed = shell.terminal("export -f meshplan; bash --noprofile --rcfile rc -i");
    await typed.printed("ready> ");
    typed.type("meshplan va\t");
    await typed.printed("meshplan validate ");
    typed.type("\r");
    await typed.printed("mesh.yaml is valid");
    typed.type("exit\r");
    expect((await typed.ended).code).toBe(0);
  });
});

test("each shell has a script, and says how to use it", async () => {
  for (const [name, script] of Object.entries(SCRIPTS)) {
    const { code, stdout, stderr } = await shell.meshplan("completion", name);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: script, stderr: "" });
    expect(script).toContain(`meshplan completion ${name}`);
    expect(script).toContain("__complete");
  }
});
