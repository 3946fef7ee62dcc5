import type { CommentFlags, GraphFlags, PlanFlags } from "./flags.ts";
import { aName, positiveInteger } from "./flag-values.ts";
import { graphWriter } from "./graph-formats.ts";
import { outputOf } from "./last-words.ts";
import {
  choice,
  cluster,
  type Command,
  common,
  failOn,
  fileOf,
  graphFormat,
  html,
  maxBytes,
  offline,
  planFormat,
  readOnly,
  renamed,
  taken,
} from "./options.ts";
import { planPrinter } from "./plan-formats.ts";
import type { Finish } from "./tool-commands.ts";

/** The commands that make a plan or show one, in each of its forms. */
export function addPlan(program: Command, finish: Finish): void {
  cluster(common(program.command("plan [file]")))
    .description("read the clusters and print what apply would change; writes nothing")
    .option("--out <path>", "save the plan, for review and for `meshplan apply PATH`")
    .addOption(planFormat())
    .addOption(html())
    .addOption(maxBytes())
    .addOption(failOn())
    .option("--full", "print every field of every object")
    .option("--detailed-exitcode", "exit 0: no changes, 1: error, 2: changes or leftovers")
    .option(
      "--allow-unreachable",
      "plan without the clusters that do not answer; apply refuses such a plan",
    )
    .addOption(readOnly())
    .action(async (file: string | undefined, given: AskedPlan) => {
      const flags = withPrinter(given);
      finish(await (await import("./commands/plan.ts")).plan(fileOf(file), flags, outputOf(flags)));
    });
}

export function addShow(program: Command, finish: Finish): void {
  renamed(common(program.command("show <plan>")))
    .description("print a saved plan; contacts no cluster")
    .addOption(planFormat())
    .addOption(html())
    .addOption(maxBytes())
    .addOption(failOn())
    .option("--full", "print every field of every object")
    .action(async (path: string, given: AskedPlan) => {
      const flags = withPrinter(given);
      finish(await (await import("./commands/show.ts")).show(path, flags, outputOf(flags)));
    });
}

export function addComment(program: Command, finish: Finish): void {
  common(program.command("comment <plan>"))
    .description("keep one comment of the mesh on its pull request; contacts no cluster")
    .option("--events <path>", "the file of `apply --events`: also how the apply ended")
    .addOption(choice("--forge <name>", "else by the job's variables", ["github", "gitlab"]))
    .option("--api <url>", "of the API; else GITHUB_API_URL or CI_API_V4_URL")
    .option("--repository <name>", "else GITHUB_REPOSITORY or CI_PROJECT_ID")
    .option(
      "--number <n>",
      "of the pull request; else the job's, else the one that brought the commit",
      taken(positiveInteger),
    )
    .option("--author <name>", "who writes; else whoever the token belongs to", taken(aName))
    .addOption(maxBytes())
    .addHelpText(
      "after",
      "\nThe token is read from GITHUB_TOKEN or GITLAB_TOKEN, and from nowhere else.",
    )
    .action(async (path: string, flags: CommentFlags) => {
      finish(await (await import("./commands/comment.ts")).comment(path, flags, outputOf(flags)));
    });
}

export function addGraph(program: Command, finish: Finish): void {
  cluster(common(program.command("graph [file]")))
    .description("print the actions of a mesh file or a saved plan, with what each needs and why")
    .option("--topology", "the mesh instead: networks, clusters, who serves and reads whom")
    .addOption(graphFormat())
    .option("--full", "every cluster of a large mesh, also those that are alike")
    .addOption(readOnly())
    .addOption(offline())
    .action(async (file: string | undefined, given: AskedGraph) => {
      const flags = { ...given, draw: graphWriter(given.format) };
      finish(
        await (await import("./commands/graph.ts")).graph(fileOf(file), flags, outputOf(flags)),
      );
    });
}

/** Flags of a picture and of a plan as commander gives them. */
type AskedGraph = Omit<GraphFlags, "draw"> & { readonly format: string };
type AskedPlan = Omit<PlanFlags, "print"> & { readonly format: string };

function withPrinter(given: AskedPlan): PlanFlags {
  return { ...given, print: planPrinter(given.format) };
}
