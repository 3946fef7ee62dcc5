import { rechecked } from "../util/printable.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type {
  ApplyFlags,
  ViewFlags,
  CommonFlags,
  PathFlags,
  RbacFlags,
  ImagesFlags,
  InitFlags,
  RenderFlags,
  SandboxFlags,
  UnlockFlags,
} from "./flags.ts";
import {
  aName,
  contextList,
  dnsLabel,
  duration,
  durationOrZero,
  positiveInteger,
  release,
} from "./flag-values.ts";
import { explain, outputOf } from "./last-words.ts";
import {
  choice,
  cluster,
  type Command,
  common,
  emptyProgram,
  exitCodeOfCommander,
  failOn,
  fileOf,
  format,
  offline,
  oneOf,
  outline,
  paths,
  readOnly,
  renderers,
  taken,
  untrusted,
} from "./options.ts";
import { addComment, addGraph, addPlan, addShow } from "./plan-commands.ts";
import { knowNoSecrets } from "./secrets.ts";
import { addCompletion, addDoctor, addVersion, type Finish, runComplete } from "./tool-commands.ts";
import { VALIDATE_FORMATS } from "./validate-formats.ts";
import { VERSION } from "./version.ts";

export { explainCrash, explainLost } from "./last-words.ts";

/** Runs one command line and gives the exit code; prints what went wrong, never throws. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  knowNoSecrets();
  const result: { code: ExitCode } = { code: EXIT.done };
  const program = buildProgram(args[0], (code) => {
    result.code = code;
  });
  try {
    if (args[0] === "__complete") return await runComplete(args.slice(1), program);
    await program.parseAsync([...args], { from: "user" });
    return result.code;
  } catch (error) {
    const own = exitCodeOfCommander(error);
    if (own !== undefined) return own === 0 ? EXIT.done : EXIT.usage;
    return await explain(error, args);
  }
}

/** In the order of `--help`. */
const COMMANDS = new Map<string, (program: Command, finish: Finish) => void>([
  ["init", addInit],
  ["doctor", addDoctor],
  ["validate", addValidate],
  ["schema", addSchema],
  ["explain", addExplain],
  ["plan", addPlan],
  ["render", addRender],
  ["images", addImages],
  ["show", addShow],
  ["comment", addComment],
  ["graph", addGraph],
  ["apply", addApply],
  ["unlock", addUnlock],
  ["rbac", addRbac],
  ["demo", addDemo],
  ["sandbox", addSandbox],
  ["completion", addCompletion],
  ["version", addVersion],
]);

/** Describes only the command that is asked for, if it exists: describing the others takes longer than validating a file. */
export function buildProgram(wanted: string | undefined, finish: Finish): Command {
  const program = emptyProgram()
    .description("Plan and apply Istio multi-cluster meshes from one file.")
    .version(VERSION, "-V, --version")
    .exitOverride()
    // Its errors quote the command line, which scripts build from names of files and branches.
    .configureOutput({
      writeOut: (text) => process.stdout.write(rechecked(text)),
      writeErr: (text) => process.stderr.write(rechecked(text)),
    })
    .configureHelp({ sortSubcommands: false });
  const one = COMMANDS.get(wanted ?? "");
  for (const add of one === undefined ? COMMANDS.values() : [one]) add(program, finish);
  return program;
}

function addInit(program: Command, finish: Finish): void {
  common(program.command("init [file]"))
    .description(
      "write a mesh.yaml for clusters of your kubeconfig; asks on a terminal, changes no cluster",
    )
    .option(
      "--from-contexts <a,b>",
      "the kubeconfig contexts of its clusters; do not ask",
      taken(contextList),
    )
    .option(
      "--primary <a,b>",
      "those that have an istiod of their own (the first context, which serves the others)",
      taken(contextList),
    )
    .option("--one-network", "pods of all clusters reach each other directly")
    .option("--mesh <name>", "the mesh ID (mesh1)", taken(dnsLabel))
    .option("--istio-version <version>", "the Istio to install", taken(release))
    .option("--offline", "ask no cluster what is there")
    .action(async (file: string | undefined, flags: InitFlags) => {
      finish(await (await import("./commands/init.ts")).init(fileOf(file), flags, outputOf(flags)));
    });
}

function addValidate(program: Command, finish: Finish): void {
  paths(common(program.command("validate [file]")))
    .description("check mesh.yaml; contacts no cluster")
    .addOption(
      choice("--format <format>", "how to tell problems; github: annotations of GitHub Actions", [
        "text",
        ...Object.keys(VALIDATE_FORMATS),
      ]).default("text"),
    )
    .action(async (file: string | undefined, given: PathFlags & { readonly format: string }) => {
      const tell = VALIDATE_FORMATS[given.format];
      const flags = { ...given, ...(tell === undefined ? {} : { tell }) };
      finish(
        await (
          await import("./commands/validate.ts")
        ).validate(fileOf(file), flags, outputOf(flags)),
      );
    });
}

function addSchema(program: Command, finish: Finish): void {
  program
    .command("schema")
    .description("print the JSON Schema of mesh.yaml")
    .action(async () => {
      finish(await (await import("./commands/schema.ts")).schema(outputOf({})));
    });
}

function addExplain(program: Command, finish: Finish): void {
  cluster(common(program.command("explain [topic] [file]")))
    .description(
      "say what a code (MP0401) or an action (cluster2/control-plane) means, or where the values of an object come from",
    )
    .addOption(readOnly())
    .addOption(offline())
    .addHelpText(
      "after",
      "\nWithout a topic it lists the codes. FILE is a mesh file or a saved plan; for objects (cluster2/Deployment/istio-system/istiod) a mesh file.",
    )
    .action(async (topic: string | undefined, file: string | undefined, flags: ViewFlags) => {
      finish(
        await (
          await import("./commands/explain.ts")
        ).explain(topic, fileOf(file), flags, outputOf(flags)),
      );
    });
}

function addRender(program: Command, finish: Finish): void {
  paths(renderers(common(program.command("render [file]"))))
    .description("print the manifests that others apply (`delivery: render`); contacts no cluster")
    .option("--out <dir>", "write them into this folder, one file for each component")
    .option("--all", "also what meshplan or others deliver in another way")
    .addOption(untrusted())
    .addOption(outline())
    .action(async (file: string | undefined, flags: RenderFlags) => {
      finish(
        await (await import("./commands/render.ts")).render(fileOf(file), flags, outputOf(flags)),
      );
    });
}

function addImages(program: Command, finish: Finish): void {
  paths(renderers(common(program.command("images [file]"))))
    .description("print the images of a mesh, to mirror them into a registry; contacts no cluster")
    .addOption(format("json: also what needs each of them"))
    .addOption(untrusted())
    .addOption(outline())
    .action(async (file: string | undefined, flags: ImagesFlags) => {
      finish(
        await (await import("./commands/images.ts")).images(fileOf(file), flags, outputOf(flags)),
      );
    });
}

function addApply(program: Command, finish: Finish): void {
  cluster(common(program.command("apply [file]")))
    .description(
      "show the plan of a mesh file, ask for approval and apply it; a saved plan is applied without asking",
    )
    .addOption(
      choice(
        "--format <format>",
        "json: one event a line; markdown: how it ended, lines on stderr",
        ["text", "json", "markdown"],
      ).default("text"),
    )
    .option("--full", "print every field of every object")
    .addOption(failOn())
    .option("--auto-approve", "do not ask")
    .option(
      "--expect-digest <digest>",
      "do not ask if the plan has this digest; refuse it otherwise",
    )
    .option("--max-age <duration>", "refuse a saved plan that is older, e.g. 24h", taken(duration))
    .option("--replay", "apply a saved plan again that was applied to its end already")
    .option("--events <path>", "also write the events to a file, one JSON object a line")
    .option("--parallelism <n>", "actions that write at the same time", taken(positiveInteger))
    .option("--timeout <duration>", "bound of the whole run, e.g. 20m", taken(duration))
    .option(
      "--lock-timeout <duration>",
      "how long to wait for another apply (75s); 0 does not wait",
      taken(durationOrZero),
    )
    .action(async (file: string | undefined, flags: ApplyFlags) => {
      finish(
        await (await import("./commands/apply.ts")).apply(fileOf(file), flags, outputOf(flags)),
      );
    });
}

function addUnlock(program: Command, finish: Finish): void {
  cluster(common(program.command("unlock [file]")))
    .description("show who holds the locks of the clusters, ask for approval and release the locks")
    .option("--auto-approve", "do not ask; a holder that runs on this machine keeps its lock")
    .option("--force", "do not ask, and take it away from a holder that runs too")
    .action(async (file: string | undefined, flags: UnlockFlags) => {
      finish(
        await (await import("./commands/unlock.ts")).unlock(fileOf(file), flags, outputOf(flags)),
      );
    });
}

function addRbac(program: Command, finish: Finish): void {
  paths(renderers(common(program.command("rbac"))))
    .description(
      "print the RBAC roles that an account needs to make read-only plans (plan) or to apply (apply)",
    )
    .addArgument(oneOf("<account>", ["plan", "apply"]))
    .argument("[file]")
    .option("--cluster <name>", "only what one cluster needs; else one role for all of them")
    .option(
      "--name <name>",
      "of the roles and the account (meshplan-plan, meshplan-apply)",
      taken(dnsLabel),
    )
    .option("--namespace <name>", "of the account (meshplan)", taken(dnsLabel))
    .option("--user <name>", "bind to this user instead of a ServiceAccount", taken(aName))
    .option("--group <name>", "bind to this group instead of a ServiceAccount", taken(aName))
    .option(
      "--with-secrets",
      "let plans read the Secrets that have a name, tokens and keys included",
    )
    .addOption(untrusted())
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
  paths(common(program.command("sandbox [file] [command...]")))
    .description(
      "start embedded clusters for a mesh file; run a command in them, or stay until Ctrl-C",
    )
    .usage("[file] [-- command...]")
    .option("--seed", "with what the file says is there already: a root in common")
    .option("--state <path>", "keep the clusters' objects in this file between runs")
    .option("--latency <ms>", "delay every answer", taken(positiveInteger))
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
