import { stickyComment } from "../../adapters/forges/comments.ts";
import { systemClock } from "../../adapters/host/clock.ts";
import type { Files } from "../../ports.ts";
import { commentBody, commentMarker } from "../../report/markdown/comment-body.ts";
import { planMarkdown } from "../../report/markdown/plan-markdown.ts";
import { planView } from "../../report/plan-view.ts";
import { stateOfEvents } from "../../report/read-events.ts";
import type { PlanTextOptions } from "../../report/text.ts";
import { hasChanges, type PlanView } from "../../report/view.ts";
import { commandLine } from "../../util/command-line.ts";
import { printable } from "../../util/printable.ts";
import { commentPlace } from "../comment-place.ts";
import { commitOption } from "../commit.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { CommentFlags } from "../flags.ts";
import { loadInput } from "../load-input.ts";
import type { Output } from "../output.ts";
import { secretsOfRun } from "../secrets.ts";
import { UsageError } from "../usage-error.ts";
import { VERSION } from "../version.ts";
import { filePorts } from "../wire.ts";

/** What GitHub keeps of a job's summary is 1 MiB, of all steps' that a job has. */
const SUMMARY_BYTES = 900_000;

/**
 * `meshplan comment P`: keeps one comment of the mesh on the pull request, with the plan and how its apply ended. Writes to no
 * cluster. A plan without changes makes no comment, but brings the one that is there up to date.
 */
export async function comment(
  path: string,
  flags: CommentFlags,
  output: Output,
): Promise<ExitCode> {
  const { place, token } = commentPlace(flags, process.env);
  secretsOfRun().keep(token);
  const { files } = filePorts();
  const input = await loadInput(files, path, output, { expects: "plan" });
  if (input.kind === "refused") return EXIT.failed;
  if (input.kind === "mesh")
    throw new UsageError(
      `${path} is a mesh file, not a saved plan`,
      commandLine`meshplan plan ${path} --out mesh.plan`,
    );
  const clock = systemClock();
  const view = planView(input.plan, VERSION);
  const resume = commandLine`meshplan apply ${path}`;
  const options: PlanTextOptions = {
    color: false,
    full: false,
    width: output.width,
    made: input.created,
    printed: new Date(clock.now()).toISOString(),
    next: resume,
    ...commitOption(process.env),
    ...(flags.maxBytes === undefined ? {} : { maxBytes: flags.maxBytes }),
  };
  const state = flags.events === undefined ? undefined : await stateOf(files, flags.events);
  const body = commentBody(view, options, state === undefined ? undefined : { state, resume });
  await summarise(files, view, options, process.env["GITHUB_STEP_SUMMARY"]);
  const sticky = await stickyComment(place, { token, clock, version: VERSION });
  if (sticky.number === undefined) {
    await output.print(printable`There is no pull request to comment on.`);
    return EXIT.done;
  }
  // What a secret may be is known only here, as with everything that leaves the process.
  const safe = secretsOfRun().redact(body);
  const found = await sticky.find(commentMarker(view.mesh));
  const isQuiet = !hasChanges(view) && state === undefined && view.summary.left_over === 0;
  if (found === undefined && isQuiet) {
    await output.print(printable`No changes, and no comment that would say otherwise.`);
    return EXIT.done;
  }
  if (found?.body.trim() !== safe.trim()) await sticky.write(safe, found);
  const what = found === undefined ? "written" : "updated";
  await output.print(printable`The comment on ${place.repository} ${sticky.number} is ${what}.`);
  return EXIT.done;
}

async function stateOf(files: Files, path: string) {
  const state = stateOfEvents(await files.read(path));
  if (state !== undefined) return state;
  throw new UsageError(`${path} has no events of an apply`, "name the file of apply --events");
}

/** What has no room in the comment is in the summary of the job. */
async function summarise(
  files: Files,
  view: PlanView,
  options: PlanTextOptions,
  path: string | undefined,
): Promise<void> {
  if (path === undefined || path === "") return;
  const whole = planMarkdown(view, { ...options, maxBytes: SUMMARY_BYTES });
  if (whole === planMarkdown(view, options)) return;
  const before = await files.read(path);
  await files.writePrivate(path, `${before}${secretsOfRun().redact(whole)}`);
}
