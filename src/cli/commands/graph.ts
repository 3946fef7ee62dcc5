import { graphText } from "../../report/graph.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import type { ViewFlags } from "../flags.ts";
import { printAboutPlan } from "../with-plan.ts";

/** `meshplan graph`: the actions of a plan and what each needs. */
export async function graph(path: string, flags: ViewFlags, output: Output): Promise<ExitCode> {
  return await printAboutPlan(path, flags, output, graphText);
}
