import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { rechecked } from "../util/printable.ts";
import type { TrustedKubeconfig } from "../adapters/kubeconfig-policy.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type {
  ApplyFlags,
  ViewFlags,
  CommonFlags,
  PlanFlags,
  RbacFlags,
  RenderFlags,
  SandboxFlags,
} from "./flags.ts";
import { type Output, processOutput } from "./output.ts";
import { contextList, trustedPath } from "./trust-flags.ts";
import { VERSION } from "./version.ts";

/** Runs one command line and gives the exit code; prints what went wrong, never throws. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  const result: { code: ExitCode } = { code: EXIT.done };
  const program = buildProgram(args[0], (code) => {
    result.code = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return result.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return await explain(error, args);
  }
}

/**
 * The last words of a process that could not write to `name`: on stderr, which may be what is lost. Gives the exit code of a
 * run that went well otherwise.
 */
export async function explainLost(
  name: string,
  cause: unknown,
  args: readonly string[],
): Promise<ExitCode> {
  const { lostOutput } = await import("./lost-output.ts");
  return await explain(lostOutput(name, cause), args);
}

/** The last words after an error that nobody was there to take. What runs is cut off: nobody knows what state it is in. */
export async function explainCrash(error: unknown, args: readonly string[]): Promise<never> {
  try {
    const { explainBug } = await import("./explain-failure.ts");
    await explainBug(error, outputOf({ color: !args.includes("--no-color") }));
  } finally {
    process.exit(EXIT.internal);
  }
}

async function explain(error: unknown, args: readonly string[]): Promise<ExitCode> {
  const { explainFailure } = await import("./explain-failure.ts");
  const code = await explainFailure(error, outputOf({ color: !args.includes("--no-color") }));
  // Requests on their way, and programs that render, would keep the process for as long as they take.
  if (code === EXIT.interrupted) process.exit(code);
  return code;
}

function outputOf(flags: CommonFlags): Output {
  return processOutput({ noColor: !flags.color, accessible: flags.accessible ?? false });
}

type Finish = (code: ExitCode) => void;

/** In the order of `--help`. */
const COMMANDS = new Map<string, (program: Command, finish: Finish) => void>([
  ["validate", addValidate],
  ["schema", addSchema],
  ["explain", addExplain],
  ["plan", addPlan],
  ["render", addRender],
  ["show", addShow],
  ["graph", addGraph],
  ["apply", addApply],
  ["rbac", addRbac],
  ["demo", addDemo],
  ["sandbox", addSandbox],
]);

/** Knows only the command that is asked for, if it is one: describing the others takes longer than validating a file. */
function buildProgram(wanted: string | undefined, finish: Finish): Command {
  const program = new Command("meshplan")
    .description("Plan and apply Istio multi-cluster meshes from one file.")
    .version(VERSION, "-V, --version")
    .exitOverride()
    // Its errors quote the command line, which scripts make of names of files and branches.
    .configureOutput({
      writeOut: (text) => process.stdout.write(rechecked(text)),
      writeErr: (text) => process.stderr.write(rechecked(text)),
    })
    .showHelpAfterError("(meshplan --help lists the commands)")
    .configureHelp({ sortSubcommands: false });
  const one = COMMANDS.get(wanted ?? "");
  for (const add of one === undefined ? COMMANDS.values() : [one]) add(program, finish);
  return program;
}

function addValidate(program: Command, finish: Finish): void {
  common(program.command("validate [file]"))
    .description("check mesh.yaml; no cluster is asked")
    .action(async (file: string | undefined, flags: CommonFlags) => {
      finish(
        await (await import("./commands/validate.ts")).validate(fileOf(file), outputOf(flags)),
      );
    });
}

function addSchema(program: Command, finish: Finish): void {
  program
    .command("schema")
    .description("print the JSON Schema of mesh.yaml")
    .action(async () => {
      finish(await (await import("./commands/schema.ts")).schema(outputOf({ color: false })));
    });
}

function addExplain(program: Command, finish: Finish): void {
  cluster(common(program.command("explain <topic> [file]")))
    .description(
      "say what a code (MP0401) or an action (cluster2/control-plane) means, or where the values of an object come from",
    )
    .addOption(offline())
    .addHelpText(
      "after",
      "\nFILE is a mesh file or a saved plan; for objects (cluster2/Deployment/istio-system/istiod) a mesh file.",
    )
    .action(async (topic: string, file: string | undefined, flags: ViewFlags) => {
      finish(
        await (
          await import("./commands/explain.ts")
        ).explain(topic, fileOf(file), flags, outputOf(flags)),
      );
    });
}

function addPlan(program: Command, finish: Finish): void {
  cluster(common(program.command("plan [file]")))
    .description("read the clusters and print what apply would change; writes nothing")
    .option("--out <path>", "save the plan, for review and for `meshplan apply PATH`")
    .addOption(format())
    .option("--full", "print every field of every object")
    .option("--detailed-exitcode", "exit 0: no changes, 1: error, 2: changes")
    .option(
      "--allow-unreachable",
      "plan without the clusters that do not answer; apply refuses such a plan",
    )
    .option(
      "--read-only",
      "send only get and list, and need no other right; apply refuses such a plan",
    )
    .action(async (file: string | undefined, flags: PlanFlags) => {
      finish(await (await import("./commands/plan.ts")).plan(fileOf(file), flags, outputOf(flags)));
    });
}

function addRender(program: Command, finish: Finish): void {
  renderers(common(program.command("render [file]")))
    .description("print the manifests that others apply (`delivery: render`); no cluster is asked")
    .option("--out <dir>", "write them into this folder, one file for each component")
    .option("--all", "also what meshplan or others deliver in another way")
    .addOption(outline())
    .action(async (file: string | undefined, flags: RenderFlags) => {
      finish(
        await (await import("./commands/render.ts")).render(fileOf(file), flags, outputOf(flags)),
      );
    });
}

function addShow(program: Command, finish: Finish): void {
  renamed(common(program.command("show <plan>")))
    .description("print a saved plan; no cluster is asked")
    .addOption(format())
    .option("--full", "print every field of every object")
    .action(async (path: string, flags: PlanFlags) => {
      finish(await (await import("./commands/show.ts")).show(path, flags, outputOf(flags)));
    });
}

function addGraph(program: Command, finish: Finish): void {
  cluster(common(program.command("graph [file]")))
    .description("print the actions of a mesh file or a saved plan, with what each needs and why")
    .addOption(offline())
    .action(async (file: string | undefined, flags: ViewFlags) => {
      finish(
        await (await import("./commands/graph.ts")).graph(fileOf(file), flags, outputOf(flags)),
      );
    });
}

function addApply(program: Command, finish: Finish): void {
  cluster(common(program.command("apply [file]")))
    .description(
      "show the plan of a mesh file, ask for `yes` and execute it; a saved plan is executed as it is",
    )
    .addOption(
      new Option("--format <format>", "json: one event a line")
        .choices(["text", "json"])
        .default("text"),
    )
    .option("--full", "print every field of every object")
    .option("--auto-approve", "do not ask")
    .option(
      "--expect-digest <digest>",
      "do not ask if the plan has this digest; refuse it otherwise",
    )
    .option("--max-age <duration>", "refuse a saved plan that is older, e.g. 24h", duration)
    .option("--events <path>", "also write the events to a file, one JSON object a line")
    .option("--parallelism <n>", "actions that write at the same time", positiveInteger)
    .option("--timeout <duration>", "bound of the whole run, e.g. 20m", duration)
    .action(async (file: string | undefined, flags: ApplyFlags) => {
      finish(
        await (await import("./commands/apply.ts")).apply(fileOf(file), flags, outputOf(flags)),
      );
    });
}

function addRbac(program: Command, finish: Finish): void {
  renderers(common(program.command("rbac")))
    .description("print the roles of the account that makes read-only plans, or that applies")
    .addArgument(new Argument("<account>").choices(["plan", "apply"]))
    .argument("[file]")
    .option("--cluster <name>", "only what one cluster needs; else one role for all of them")
    .option(
      "--name <name>",
      "of the roles and the account (meshplan-plan, meshplan-apply)",
      dnsLabel,
    )
    .option("--namespace <name>", "of the account (meshplan)", dnsLabel)
    .option("--user <name>", "bind to this user instead of a ServiceAccount", aName)
    .option("--group <name>", "bind to this group instead of a ServiceAccount", aName)
    .option(
      "--with-secrets",
      "let plans read the Secrets that have a name, tokens and keys included",
    )
    .addOption(outline())
    .action(async (account: "plan" | "apply", file: string | undefined, flags: RbacFlags) => {
      finish(
        await (
          await import("./commands/rbac.ts")
        ).rbac(account, fileOf(file), flags, outputOf(flags)),
      );
    });
}

function addDemo(program: Command, finish: Finish): void {
  common(program.command("demo"))
    .description("build a two-cluster mesh on embedded clusters, from nothing, in under 30 seconds")
    .action(async (flags: CommonFlags) => {
      finish(await (await import("./commands/demo.ts")).demo(outputOf(flags)));
    });
}

function addSandbox(program: Command, finish: Finish): void {
  common(program.command("sandbox [file] [command...]"))
    .description(
      "start embedded clusters for a mesh file; run a command in them, or stay until Ctrl-C",
    )
    .usage("[file] [-- command...]")
    .option("--state <path>", "keep the clusters' objects in this file between runs")
    .option("--latency <ms>", "delay every answer", positiveInteger)
    .action(async (file: string | undefined, command: string[], flags: SandboxFlags) => {
      const afterDashes = process.argv.indexOf("--");
      const rest = afterDashes < 0 ? command : process.argv.slice(afterDashes + 1);
      const named =
        afterDashes >= 0 && file === rest[0] && process.argv[afterDashes + 1] === file
          ? undefined
          : file;
      finish(
        await (
          await import("./commands/sandbox.ts")
        ).sandbox(fileOf(named), rest, flags, outputOf(flags)),
      );
    });
}

function common(command: Command): Command {
  return command
    .option("--no-color", "no colours, whatever the terminal can do")
    .option("--accessible", "lines instead of a moving screen");
}

function renderers(command: Command): Command {
  return command
    .option("--istioctl <path>", "the istioctl that renders; else MESHPLAN_ISTIOCTL, else PATH")
    .option("--helm <path>", "the helm of `istio.renderer: helm`; else MESHPLAN_HELM, else PATH");
}

function cluster(command: Command): Command {
  return renamed(trust(renderers(command)));
}

function renamed(command: Command): Command {
  return command.addOption(
    new Option("--context <name=ctx>", "another kubeconfig context for a cluster (repeatable)")
      .argParser(contextPair)
      .default({}, "the file's"),
  );
}

function trust(command: Command): Command {
  return command
    .option(
      "--trust-kubeconfig <path[@sha256:hash]>",
      "let a kubeconfig that the file names run its programs and read its files (repeatable)",
      trustedPaths,
    )
    .option("--contexts <a,b>", "the only contexts that the file may name", contexts)
    .option("--untrusted", "the file is a stranger's: contact no host and no kubeconfig it names");
}

function offline(): Option {
  return new Option("--offline", "ask no cluster: of a mesh file, the actions for empty clusters");
}

function outline(): Option {
  return new Option(
    "--outline",
    "let the built-in outline render where no fitting program is found: for embedded clusters",
  );
}

function format(): Option {
  return new Option("--format <format>", "how to print the plan")
    .choices(["text", "json"])
    .default("text");
}

function fileOf(file: string | undefined): string {
  return file ?? "mesh.yaml";
}

function contextPair(
  value: string,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const equals = value.indexOf("=");
  if (equals <= 0 || equals === value.length - 1)
    throw new InvalidArgumentError("Write NAME=CONTEXT.");
  return { ...before, [value.slice(0, equals)]: value.slice(equals + 1) };
}

function trustedPaths(
  value: string,
  before: readonly TrustedKubeconfig[] = [],
): readonly TrustedKubeconfig[] {
  const path = trustedPath(value);
  if (path === undefined)
    throw new InvalidArgumentError("Write PATH, or PATH@sha256: and 64 hexadecimal digits.");
  return [...before, path];
}

/** Given twice, both lists count. */
function contexts(value: string, before: readonly string[] = []): readonly string[] {
  const names = contextList(value);
  if (names === undefined) throw new InvalidArgumentError("Write names with commas between them.");
  return [...before, ...names];
}

/** A name of Kubernetes, in its strictest form. Source: RFC 1123 label. */
function dnsLabel(value: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value)) return value;
  throw new InvalidArgumentError("Write small letters, digits and hyphens, at most 63.");
}

/** Users and groups are named by whoever authenticates them. */
function aName(value: string): string {
  if (/^\P{C}{1,253}$/u.test(value)) return value;
  throw new InvalidArgumentError("Write a name of at most 253 characters.");
}

function positiveInteger(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number <= 0)
    throw new InvalidArgumentError("Write a whole number above 0.");
  return number;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Seconds of `90s`, `20m`, `1h`. */
function duration(value: string): number {
  const match = /^(\d+)([smh])$/.exec(value);
  const unit = UNIT_SECONDS[match?.[2] ?? ""];
  if (match === null || unit === undefined)
    throw new InvalidArgumentError("Write a duration such as 90s, 20m or 1h.");
  return Number(match[1]) * unit;
}
