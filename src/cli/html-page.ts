import { refuseDestination } from "../adapters/host/write-file.ts";
import type { Files } from "../ports.ts";
import type { PlanTextOptions } from "../report/text.ts";
import type { PlanView } from "../report/view.ts";
import { refuseSink } from "./refuse-sink.ts";
import { UsageError } from "./usage-error.ts";

interface PageFlags {
  readonly html?: string;
  readonly out?: string;
}

/** Refuses a place for the page in which something else would be lost. Called before anything is read. */
export async function refusePage({ html, out }: PageFlags, input: string): Promise<void> {
  if (html === undefined) return;
  refuseSink({ flag: "--html", path: html, printed: "name a file: --html plan.html" }, input);
  if (html === out)
    throw new UsageError(
      `--html and --out both name ${html}`,
      "name two files: the saved plan is for apply, the page for people",
    );
  await refuseDestination(html);
}

/** Writes the plan as a page for a browser, where `--html` asks for it. */
export async function writePage(
  { html }: PageFlags,
  view: PlanView,
  options: PlanTextOptions,
  files: Pick<Files, "writePrivate">,
): Promise<void> {
  if (html === undefined) return;
  const { planPage } = await import("../report/html/page.ts");
  await files.writePrivate(html, await planPage(view, options));
}
