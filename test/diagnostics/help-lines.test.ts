import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { CODES } from "../../src/diagnostics/codes.ts";
import { KUBECTL, kubectlCommand, refusalOfMeshplan } from "../proposed/commands.ts";
import { shellWords } from "../util/shell-words.ts";

/**
 * Every command that anything proposes, held against the program that would run it: meshplan's own against its own command line,
 * kubectl's against a table, and the table against the kubectl of this machine, if it has one. What worlds and command lines of other tests
 * propose is held against their clusters as well (test/proposed).
 */
interface Proposed {
  readonly from: string;
  readonly command: string;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What is inserted into a command, by what the code says is inserted. Whatever is not here is one word. */
const INSERTED: readonly (readonly [expression: RegExp, words: string])[] = [
  [/^kubectl\(|^run$/, "kubectl --context c1"],
  [/^kubectlFlags\(|^(?:asked\.|context\.)?kubectl$/, "--context c1"],
  [/^selection\(/, "--context cluster1=c1"],
  [/^inNamespace$|^flag$|^place$/, "--namespace istio-system"],
  [/^verb$/, "describe"],
  [/\[\]/, ""],
];

function insertedFor(expression: ts.Expression): string {
  const text = expression.getText();
  return INSERTED.find(([wanted]) => wanted.test(text))?.[1] ?? "x";
}

/** A literal with words in place of what is inserted; undefined for anything else. */
function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  const spans = node.templateSpans.map(
    ({ expression, literal }) => insertedFor(expression) + literal.text,
  );
  return node.head.text + spans.join("");
}

/** Whole commands (`commandLine`), and those between backticks in a sentence. */
function commandsIn(name: string): readonly Proposed[] {
  const text = readFileSync(join(ROOT, "src", name), "utf8");
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: Proposed[] = [];
  const visit = (node: ts.Node): void => {
    const isCommand = ts.isTaggedTemplateExpression(node) && node.tag.getText() === "commandLine";
    const literal = literalText(isCommand ? node.template : node);
    if (literal !== undefined) {
      const commands = isCommand ? [literal] : quotedCommands(literal);
      found.push(...commands.map((command) => ({ from: `src/${name}`, command: command.trim() })));
    }
    if (!isCommand) ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Between backticks, or all of a step that is nothing but a command. */
function quotedCommands(text: string): readonly string[] {
  if (/^meshplan [a-z]+(?: (?:MP\d+|--[a-z-]+|[\w-]+\.(?:yaml|plan)))*$/.test(text)) return [text];
  return [...text.matchAll(/`((?:meshplan|kubectl) [^`]+)`/g)].map(([, command = ""]) => command);
}

/** What was printed in tests: whole outputs with the values of their case. */
function printedIn(name: string): readonly Proposed[] {
  const lines = readFileSync(join(ROOT, "test", name), "utf8").split("\n");
  return lines
    .filter((line) => /^\s*(?:help|next): /.test(line))
    .flatMap((line) => [
      ...line.matchAll(/(?<![\w/.-])(?:kubectl|meshplan) (?:'[^']*'|[^'`;()])+/g),
    ])
    .map(([command]) => command.split(/, (?:or|then|and)\b|, |; /)[0] ?? "")
    .filter((command) =>
      /^kubectl -|^meshplan (?:plan|apply|show|explain|unlock|rbac) /.test(command),
    )
    .map((command) => ({ from: `test/${name}`, command: command.trim() }));
}

/** The commands whose clusters, files and programs flags can select. */
const SELECTING = ["plan", "apply", "unlock", "show", "explain"];

interface Whole {
  readonly from: string;
  readonly words: readonly string[];
  /** The expressions in it. */
  readonly inserted: readonly string[];
}

function wholeCommands(name: string): readonly Whole[] {
  const text = readFileSync(join(ROOT, "src", name), "utf8");
  const found: Whole[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === "commandLine") {
      const { template } = node;
      const head = ts.isTemplateExpression(template) ? template.head.text : template.text;
      const inserted = ts.isTemplateExpression(template)
        ? template.templateSpans.map(({ expression }) => expression.getText())
        : [];
      found.push({ from: name, words: head.split(" "), inserted });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true));
  return found;
}

const files = (folder: string, ending: RegExp): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name))
    .sort();

const ALL: readonly Proposed[] = [
  ...files("src", /\.tsx?$/).flatMap(commandsIn),
  ...files("test", /\.txt$/).flatMap(printedIn),
];

/** The words of the first command of a line: what follows a pipe is another program's. */
function wordsOf(command: string): readonly string[] {
  const first = command.replace(/ \|.*$/s, "");
  return (shellWords(first) ?? first.split(" ")).map((word) => word.replace(/[.:,]$/, ""));
}

function ofProgram(program: string): readonly (Proposed & { readonly words: readonly string[] })[] {
  const once = new Map(ALL.map((one) => [one.command, one]));
  return [...once.values()]
    .map((one) => ({ ...one, words: wordsOf(one.command) }))
    .filter(({ words }) => words[0] === program)
    .map((one) => ({ ...one, words: one.words.slice(1) }));
}

/** Flags of Helm. */
const OF_OTHERS = /planner\/external|installed/;
/** Whoever plans or locks connects, and reads the paths of a file; these say something else. */
const PROPOSED_BY: { readonly [from: string]: readonly string[] } = {
  "src/cli/sandbox-files.ts": ["sandbox"],
  "src/cli/input-paths.ts": ["validate", "plan", "apply", "render", "rbac", "unlock", "sandbox"],
};

function flagsOf(name: string): readonly (string | undefined)[] {
  const program = buildProgram(name, () => undefined);
  return program.commands.find((one) => one.name() === name)?.options.map(({ long }) => long) ?? [];
}

describe("meshplan takes what is proposed of it", () => {
  test.each(ofProgram("meshplan"))("$command ($from)", ({ words }) => {
    expect(refusalOfMeshplan(words)).toBeUndefined();
  });

  test("flags that are proposed alone are flags of the commands that propose them", () => {
    const flags = ALL.filter(
      ({ from, command }) => command.startsWith("--") && !OF_OTHERS.test(from),
    );
    expect(flags.length).toBeGreaterThan(3);
    const missing = flags.flatMap(({ from, command }) => {
      const flag = wordsOf(command)[0] ?? "";
      return (PROPOSED_BY[from] ?? ["plan", "apply", "unlock"])
        .filter((name) => !flagsOf(name).includes(flag))
        .map((name) => `${name} has no ${flag} (${from})`);
    });
    expect(missing).toEqual([]);
  });

  test("a whole command that a command proposes repeats the operator's selection", () => {
    // Neither takes any of those flags: there is no file yet, and who reads a comment has flags of his own.
    const proposing = files("src/cli", /\.tsx?$/)
      .filter((name) => !["commands/init.ts", "commands/comment.ts"].includes(name))
      .flatMap((name) => wholeCommands(`cli/${name}`));
    const selecting = proposing.filter(({ words }) => SELECTING.includes(words[1] ?? ""));
    expect(selecting.length).toBeGreaterThan(10);
    const without = selecting.filter(
      ({ words, inserted }) => !inserted.includes(`selection("${words[1] ?? ""}", flags)`),
    );
    expect(without).toEqual([]);
  });

  test("the test sees a command or a flag that does not exist", () => {
    expect(refusalOfMeshplan(["aply", "mesh.yaml"])).toBe("no command aply");
    expect(refusalOfMeshplan(["plan", "mesh.yaml", "--ouut", "x"])).toContain("unknown --ouut");
    expect(refusalOfMeshplan(["plan", "a", "b"])).toBe("too much: a b");
    expect(refusalOfMeshplan(["apply", "--timeout", "soon"])).toContain(
      "argument 'soon' is invalid",
    );
  });

  test("every code has a page that explain finds", () => {
    for (const code of Object.keys(CODES))
      expect(refusalOfMeshplan(["explain", code])).toBeUndefined();
  });
});

describe("kubectl takes what is proposed of it", () => {
  test.each(ofProgram("kubectl"))("$command ($from)", ({ words }) => {
    expect(kubectlCommand(words)).toHaveProperty("name");
  });

  test("no command begins with an insertion that the test does not know", () => {
    const unknown = ALL.filter(({ command }) => wordsOf(command)[0] === "x");
    // A plug-in of a kubeconfig, as it is written there.
    expect(unknown.map(({ from }) => from)).toEqual([
      "src/adapters/kubernetes/kubeconfig-policy.ts",
    ]);
  });

  test("what acts on a cluster says which", () => {
    const acting = ALL.filter(({ command }) => command.startsWith("kubectl "))
      .filter(
        ({ from, command }) =>
          from.startsWith("src/") && !/ config |diagnostics\/codes/.test(`${command} ${from}`),
      )
      .filter(({ command }) => !command.includes("--context"));
    expect(acting).toEqual([]);
  });

  const isInstalled = spawnSync("kubectl", ["version", "--client"]).status === 0;
  test("the table is what the kubectl of this machine says, if it has one", () => {
    if (!isInstalled) return;
    for (const [command, flags] of Object.entries(KUBECTL)) {
      const { stdout } = spawnSync("kubectl", [...command.split(" "), "--help"], {
        encoding: "utf8",
      });
      expect(stdout).toContain(`kubectl ${command}`);
      for (const flag of flags)
        expect(`${command}: ${stdout}`).toMatch(new RegExp(`(?:^|[\\s,])${flag}[=,]`));
    }
  });
});
