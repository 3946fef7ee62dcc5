import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import {
  contextList,
  contextPair,
  documentBytes,
  morePaths,
  trustedPaths,
  WrongValue,
} from "./flag-values.ts";
import { COLOR_WHEN } from "./color.ts";
import { meantBy } from "./foreign-words.ts";
import type { Risk } from "../report/risks/risk.ts";
import { GRAPH_FORMATS } from "./graph-formats.ts";
import { PLAN_FORMATS } from "./plan-formats.ts";

export type { Command } from "commander";

/** From the least to the worst. The list of risks itself would be one more file to read at every start. */
const FAIL_ON: Readonly<Record<Exclude<Risk, "none">, true>> = {
  restart: true,
  exposure: true,
  access: true,
  traffic: true,
  trust: true,
  destructive: true,
};

/** The one place that makes parts of commander: options that several commands have are here, each command's own in program.ts. */
export function emptyProgram(): Command {
  return answering(new Command("meshplan"))
    .showHelpAfterError("(meshplan --help lists the commands)")
    .addHelpText("after", ENVIRONMENT);
}

/** The whole line, which commander keeps and does not declare. */
function typedWords({ parent }: Command): readonly string[] {
  const words: unknown = Reflect.get(parent ?? {}, "rawArgs");
  return Array.isArray(words) ? words.filter((word) => typeof word === "string") : [];
}

/** commander reads `-var` as `-v -ar`, and would complain of `-ar`, which nobody typed. */
function withWholeWord(error: string, typed: readonly string[]): string {
  const word = typed.find(
    (one) => one.startsWith("-v") && error.includes(`unknown option '-${one.slice(2)}'`),
  );
  return word === undefined ? error : error.replace(`'-${word.slice(2)}'`, () => `'${word}'`);
}

const ENVIRONMENT = `
Environment:
  KUBECONFIG                   as for kubectl; also HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS
  MESHPLAN_ISTIOCTL            the istioctl that renders; MESHPLAN_HELM: the helm
  MESHPLAN_RENDER_CACHE=1      keep renders on a build server too
  MESHPLAN_ACCESSIBLE=1        lines instead of a moving screen; MESHPLAN_ASCII=1: no other characters
  MESHPLAN_LOG=debug           as --verbose
  NO_COLOR=1, FORCE_COLOR=1    without or with colours, wherever the output goes
  COLUMNS                      the width of what goes to no terminal (100)`;

/** Says of a wrong word what is there instead, where it is one of another tool. */
function answering(command: Command): Command {
  return command.configureOutput({
    outputError: (said, write) => {
      const error = withWholeWord(said, typedWords(command));
      const own = command.options.flatMap(({ long }) => long ?? []);
      const meant = meantBy(error, own);
      // What commander guesses by the letters is worse than what is known.
      const [first = ""] = error.split("\n");
      const bare = first.replace(/ \(Did you mean .*$/, "");
      write(meant === undefined ? error : `${bare}\n  help: ${meant}\n`);
    },
  });
}

/** The exit code that commander gives an error of its own, which it has printed; undefined for all other errors. */
export function exitCodeOfCommander(error: unknown): number | undefined {
  return error instanceof CommanderError ? error.exitCode : undefined;
}

export function oneOf(argument: string, choices: readonly string[]): Argument {
  return new Argument(argument).choices(choices);
}

export function common(command: Command): Command {
  return answering(command)
    .showHelpAfterError(`(meshplan ${command.name()} --help shows its flags)`)
    .addOption(
      choice("--color <when>", "colours; else by the environment and the terminal", COLOR_WHEN),
    )
    .option("--no-color", "as --color never")
    .option("--accessible", "lines instead of a moving screen")
    .option("-v, --verbose", "say on stderr what is asked of whom, and what is decided");
}

export function renderers(command: Command): Command {
  return command
    .option("--istioctl <path>", "the istioctl that renders; else MESHPLAN_ISTIOCTL, else PATH")
    .option("--helm <path>", "the helm of `istio.renderer: helm`; else MESHPLAN_HELM, else PATH")
    .option("--render-cache", "keep renders on a build server too; else MESHPLAN_RENDER_CACHE=1");
}

export function cluster(command: Command): Command {
  return renamed(trust(paths(renderers(command))));
}

export function renamed(command: Command): Command {
  return command.addOption(
    new Option("--context <name=ctx>", "another kubeconfig context for a cluster (repeatable)")
      .argParser(taken(contextPair))
      .default({}, "the file's"),
  );
}

export function paths(command: Command): Command {
  return command.option(
    "--allow-path <path>",
    "let paths of the file lead there too, out of its folder (repeatable)",
    morePaths,
  );
}

function trust(command: Command): Command {
  return command
    .option(
      "--trust-kubeconfig <path[@sha256:hash]>",
      "let a kubeconfig that the file names run its programs and read its files (repeatable)",
      taken(trustedPaths),
    )
    .option("--contexts <a,b>", "the only contexts that the file may name", taken(contextList))
    .addOption(untrusted());
}

export function untrusted(): Option {
  return new Option("--untrusted", "the file is a stranger's: contact no host that it names");
}

export function readOnly(): Option {
  return new Option("--read-only", "send only get and list; apply refuses such a plan");
}

export function offline(): Option {
  return new Option("--offline", "ask no cluster: of a mesh file, the actions for empty clusters");
}

export function outline(): Option {
  return new Option(
    "--outline",
    "render with the built-in outline where no matching program is found: for embedded clusters",
  );
}

export function planFormat(): Option {
  const option = new Option("--format <format>", "how to print the plan");
  return option.choices(Object.keys(PLAN_FORMATS)).default("text");
}

export function graphFormat(): Option {
  const option = new Option("--format <format>", "mermaid for Markdown, dot for Graphviz, or svg");
  return option.choices(Object.keys(GRAPH_FORMATS)).default("text");
}

export function choice(flag: string, how: string, choices: readonly string[]): Option {
  return new Option(flag, how).choices(choices);
}

export function html(): Option {
  return new Option("--html <path>", "also write the plan as a page for a browser, with pictures");
}

export function maxBytes(): Option {
  return new Option(
    "--max-bytes <n>",
    "of markdown, which says what it leaves out (60000)",
  ).argParser(taken(documentBytes));
}

export function failOn(): Option {
  const option = new Option(
    "--fail-on <risk>",
    "exit 7 if the plan has this risk or a worse one; apply then writes nothing",
  );
  return option.choices(Object.keys(FAIL_ON));
}

export function format(how: string): Option {
  return new Option("--format <format>", how).choices(["text", "json"]).default("text");
}

/** Reports a wrong value in commander's own way, which also prints the flag. */
export function taken<Before, Value>(
  parse: (value: string, before: Before) => Value,
): (value: string, before: Before) => Value {
  return (value, before) => {
    try {
      return parse(value, before);
    } catch (error) {
      throw error instanceof WrongValue ? new InvalidArgumentError(error.message) : error;
    }
  };
}

/** The mesh file of a command that was given none. */
export function fileOf(file: string | undefined): string {
  return file ?? "mesh.yaml";
}
