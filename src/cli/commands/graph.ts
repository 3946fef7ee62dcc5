import type { ExitCode } from "../exit-codes.ts";
import type { GraphFlags } from "../flags.ts";
import type { Output } from "../output.ts";
import { printAboutPlan } from "../with-plan.ts";

/** `meshplan graph`: the actions of a plan and what each needs, or with `--topology` the mesh, as text or as a picture. */
export async function graph(path: string, flags: GraphFlags, output: Output): Promise<ExitCode> {
  const options = { topology: flags.topology ?? false, full: flags.full ?? false };
  return await printAboutPlan(path, flags, output, (view) => flags.draw(view, options));
}
