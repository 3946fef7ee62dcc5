import type { Command } from "./options.ts";

/** What may stand where somebody types. */
interface Completion {
  readonly words: readonly Word[];
  /** Also any file. */
  readonly files: boolean;
}

interface Word {
  readonly text: string;
  readonly about?: string;
}

/** What only files say; each is read when it is asked for, and none of it is an error that it cannot be. */
export interface Known {
  /** Of the mesh file that the line names, or of mesh.yaml. */
  readonly clusters: (file: string | undefined) => Promise<readonly string[]>;
  readonly contexts: () => Promise<readonly string[]>;
  readonly codes: () => Promise<readonly Word[]>;
}

/**
 * Whether a shell takes the text for one word, as it stands. Others are not offered: a mesh file and a kubeconfig may be a stranger's, and
 * not every shell quotes what it inserts.
 */
const isPlain = (text: string): boolean => /^[\w%+=:./-][\w@%+=:,./-]*$/.test(text);

type Flag = Command["options"][number];

/**
 * What may come in the place of `current`, behind `before` (the words without `meshplan`). It comes from the descriptions by which
 * the line itself will be read, so that no list of commands and flags stands twice.
 */
export async function completionsOf(
  program: Command,
  before: readonly string[],
  current: string,
  known: Known,
): Promise<Completion> {
  const { words, files } = await allOf(program, before, current, known);
  const typed = words.filter(({ text }) => text.startsWith(current) && isPlain(text));
  return { words: typed, files };
}

async function allOf(
  program: Command,
  before: readonly string[],
  current: string,
  known: Known,
): Promise<Completion> {
  const at = before.findIndex((word) => !word.startsWith("-"));
  const name = before[at];
  if (name === undefined) {
    if (current.startsWith("-")) return only(flagsOf(program, new Set()));
    return only([...commandsOf(program), { text: "help", about: "say more about a command" }]);
  }
  if (name === "help") return only(commandsOf(program));
  const command = program.commands.find((one) => one.name() === name);
  if (command === undefined) return NOTHING;
  const read = readWords(command, before.slice(at + 1));
  const [file] = read.places.slice(fileAt(command));
  const about = { command, file, known };
  if (read.isBehindDashes) return ANY_FILE;
  if (read.expects !== undefined) return await valuesOf(read.expects, current, "", about);
  const [, long, value = ""] = /^(--[a-z-]+)=(.*)$/s.exec(current) ?? [];
  const inline = command.options.find((one) => one.long === long && one.required);
  if (inline !== undefined) return await valuesOf(inline, value, `${long ?? ""}=`, about);
  if (current.startsWith("-")) return only(flagsOf(command, read.given));
  return await placeOf(read.places.length, current, about);
}

const NOTHING: Completion = { words: [], files: false };
const ANY_FILE: Completion = { words: [], files: true };
const only = (words: readonly Word[]): Completion => ({ words, files: false });
const named = (texts: readonly string[]): readonly Word[] => texts.map((text) => ({ text }));

function commandsOf(program: Command): readonly Word[] {
  return program.commands.map((one) => ({ text: one.name(), about: one.description() }));
}

function flagsOf(command: Command, given: ReadonlySet<string>): readonly Word[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter((one) => !given.has(one.long ?? "") || one.description.includes("(repeatable)"))
    .map(({ long, description }) => ({ text: long ?? "", about: description }));
}

/** The words of a command as commander reads them. */
function readWords(command: Command, words: readonly string[]) {
  let expects: Flag | undefined;
  let isBehindDashes = false;
  const given = new Set<string>();
  const places: string[] = [];
  for (const word of words) {
    const [flag = ""] = word.split("=");
    if (expects !== undefined) expects = undefined;
    else if (isBehindDashes || word === "--") isBehindDashes = true;
    else if (word.startsWith("-") && word !== "-") {
      given.add(flag);
      const found = command.options.find((one) => one.long === flag);
      if (found?.required === true && !word.includes("=")) expects = found;
    } else places.push(word);
  }
  return { expects, isBehindDashes, given, places };
}

interface About {
  readonly command: Command;
  readonly file: string | undefined;
  readonly known: Known;
}

/** The place of the mesh file among a command's arguments. */
function fileAt({ registeredArguments }: Command): number {
  const at = registeredArguments.findIndex((one) => ["file", "plan"].includes(one.name()));
  return at < 0 ? registeredArguments.length : at;
}

async function placeOf(place: number, current: string, about: About): Promise<Completion> {
  const { command, known } = about;
  const argument = command.registeredArguments[place];
  if (argument === undefined) return NOTHING;
  if (argument.argChoices !== undefined) return only(named(argument.argChoices));
  if (argument.name() !== "topic") return ANY_FILE;
  if (current.startsWith("MP")) return only(await known.codes());
  const clusters = await known.clusters(undefined);
  return only(named(["MP", ...clusters.map((one) => `${one}/`)]));
}

/** Flags whose values are names of contexts, with commas between. */
const CONTEXT_LISTS = ["--contexts", "--from-contexts", "--primary"];

/** The values of a flag, each behind what stands before it in the same word. */
async function valuesOf(
  { long, argChoices, flags }: Flag,
  value: string,
  prefix: string,
  { file, known }: About,
): Promise<Completion> {
  const behind = (texts: readonly string[], more = ""): Completion =>
    only(named(texts.map((text) => prefix + more + text)));
  if (argChoices !== undefined) return behind(argChoices);
  if (long === "--cluster") return behind(await known.clusters(file));
  if (long === "--context") {
    const [, cluster] = /^([^=]+=)/.exec(value) ?? [];
    return cluster === undefined
      ? behind((await known.clusters(file)).map((one) => `${one}=`))
      : behind(await known.contexts(), cluster);
  }
  if (long !== undefined && CONTEXT_LISTS.includes(long)) {
    const listed = value.split(",").slice(0, -1);
    const free = (await known.contexts()).filter((one) => !listed.includes(one));
    return behind(free, listed.map((one) => `${one},`).join(""));
  }
  return /<(?:path|dir)\b/.test(flags) ? ANY_FILE : NOTHING;
}
