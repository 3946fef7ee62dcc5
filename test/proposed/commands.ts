import { buildProgram } from "../../src/cli/program.ts";

/** A word of a command line, and whether anything of it stood in quotes. */
interface Word {
  readonly text: string;
  /** What ends the command after this word: punctuation of the sentence around it. */
  readonly isLast: boolean;
  readonly next: number;
}

/** Where a command begins in a sentence: not in a path, a name or another word. */
const PROGRAM = /(?<![\w/.@'"-])(kubectl|meshplan) (?=[\w-])/g;

/**
 * The commands in a line that is printed for people, each as the words a POSIX shell makes of it. A command ends with the punctuation
 * of the sentence it stands in, a pipe, a backtick or the line. A sentence that only speaks of a program has no command.
 */
export function commandsIn(line: string): readonly (readonly string[])[] {
  // What a command takes, and no command.
  if (line.startsWith("Usage: ")) return [];
  return [...line.matchAll(PROGRAM)]
    .map(({ index }) => wordsFrom(line, index))
    .filter((words) => isCommand(words));
}

const KUBECTL_VERBS =
  /^(?:annotate|api-resources|apply|auth|config|cordon|cp|create|delete|describe|diff|drain|edit|exec|explain|expose|get|label|logs|patch|port-forward|replace|rollout|run|scale|set|taint|top|version|wait)$/;
/** `kubectl apply` alone speaks of the program. */
const PROSE =
  /^kubectl(?: \S+)?$|^meshplan \w+ (?:did|does|has|is|looks|made|wrote|writes|again|never)\b/;

function isCommand(words: readonly string[]): boolean {
  const [program, first = ""] = words;
  if (PROSE.test(words.join(" "))) return false;
  if (program === "meshplan") return /^--|^[a-z]+$/.test(first) && isCommandOfMeshplan(first);
  return first.startsWith("-") || KUBECTL_VERBS.test(first);
}

const isCommandOfMeshplan = (name: string): boolean =>
  name.startsWith("--") ||
  buildProgram(name, () => undefined).commands.some((one) => one.name() === name);

/** The sentence goes on. */
const OF_SENTENCE = /^(?:prints?|shows?|says|and|or|then|that|which|to|until|where|has|makes?)$/;

function wordsFrom(line: string, start: number): readonly string[] {
  const words: string[] = [];
  for (let at = start; at < line.length;) {
    const word = wordAt(line, at);
    if (words.length > 1 && OF_SENTENCE.test(word.text)) break;
    words.push(word.text);
    if (word.isLast) break;
    at = word.next;
  }
  return words.filter((word) => word !== "");
}

function wordAt(line: string, start: number): Word {
  let text = "";
  let at = start;
  while (at < line.length) {
    const character = line.charAt(at);
    if (character === " ") {
      const punctuated = /[,:.;]$/.test(text) && line.charAt(at - 1) !== "'";
      return { text: punctuated ? text.slice(0, -1) : text, isLast: punctuated, next: at + 1 };
    }
    if (/[`|()";<>]/.test(character)) return { text, isLast: true, next: at };
    if (character === "'") {
      const end = line.indexOf("'", at + 1);
      if (end === -1) return { text, isLast: true, next: line.length };
      text += line.slice(at + 1, end);
      at = end + 1;
    } else if (character === "\\") {
      text += line.charAt(at + 1);
      at += 2;
    } else {
      text += character;
      at += 1;
    }
  }
  return { text: text.replace(/[,.:]$/, ""), isLast: true, next: at };
}

/** Why meshplan would refuse the words after its name, by its own command line; undefined where it takes them. */
export function refusalOfMeshplan([name = "", ...rest]: readonly string[]): string | undefined {
  if (/^--(?:help|version)$/.test(name)) return undefined;
  const program = buildProgram(name, () => undefined);
  program.configureOutput({ writeErr: () => undefined });
  const command = program.commands.find((one) => one.name() === name);
  if (command === undefined) return `no command ${name}`;
  try {
    // Every command has it, and commander reads it apart from the flags.
    const flags = rest.filter((word) => word !== "--help");
    const { operands, unknown } = command.parseOptions(flags);
    if (unknown.length > 0) return `unknown ${unknown.join(" ")}`;
    const most = command.registeredArguments.some(({ variadic }) => variadic)
      ? Infinity
      : command.registeredArguments.length;
    return operands.length > most ? `too much: ${operands.join(" ")}` : undefined;
  } catch (error) {
    return String(error);
  }
}

/** Flags of kubectl that every command has, each with a value. */
const GLOBAL = ["--context", "--kubeconfig", "--namespace", "-n"];
/** Other flags of kubectl whose value is the next word. */
const WITH_VALUE = ["--selector", "-l", "-o", "--output", "-f", "--filename", "--raw"];
/** Of kubectl: the flags that are proposed with each command. */
export const KUBECTL: { readonly [command: string]: readonly string[] } = {
  annotate: ["--overwrite"],
  apply: ["--server-side", "-f", "--filename"],
  "auth can-i": ["--list"],
  "auth whoami": [],
  "config get-contexts": [],
  "config set-cluster": ["--tls-server-name"],
  "config view": ["--minify", "--flatten"],
  "create namespace": [],
  "create secret docker-registry": ["--from-file"],
  delete: ["--ignore-not-found", "--selector"],
  describe: [],
  edit: [],
  get: ["--all-namespaces", "--raw", "--ignore-not-found", "-L", "-o", "--output"],
  label: ["--overwrite"],
  logs: ["-l", "--tail"],
  "rollout restart": ["--selector"],
};

/** A command of kubectl, taken apart. */
export interface KubectlCommand {
  readonly name: string;
  /** What follows the name and is no flag. */
  readonly rest: readonly string[];
  /** Flags, with their values where they have one. */
  readonly flags: ReadonlyMap<string, string>;
}

/** The command, or why kubectl would refuse the words after its name. */
export function kubectlCommand(words: readonly string[]): KubectlCommand | string {
  const plain: string[] = [];
  const flags = new Map<string, string>();
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!word.startsWith("-")) plain.push(word);
    else if ([...GLOBAL, ...WITH_VALUE, "-L"].includes(word)) {
      flags.set(word, words[at + 1] ?? "");
      at += 1;
    } else {
      const [flag = "", ...value] = word.split("=");
      flags.set(flag, value.join("="));
    }
  }
  const name = [3, 2, 1]
    .map((length) => plain.slice(0, length).join(" "))
    .find((one) => Object.hasOwn(KUBECTL, one));
  if (name === undefined) return `no command ${plain.slice(0, 2).join(" ")}`;
  const known = [...GLOBAL, ...(KUBECTL[name] ?? [])];
  const unknown = [...flags.keys()].filter((flag) => !known.includes(flag));
  if (unknown.length > 0) return `${name} has no ${unknown.join(" ")}`;
  return { name, rest: plain.slice(name.split(" ").length), flags };
}
