import { MeshplanError } from "../errors.ts";
import { commandLine } from "../util/command-line.ts";
import { selection, type SelectionFlags } from "./selection.ts";

/**
 * The objections to a saved plan that is older than `--max-age`, or from equally far in the future. The time is not in the
 * digest, so this guards against a forgotten artifact and not against somebody who may edit it.
 */
export function tooOld(
  made: { readonly path: string; readonly created: string; readonly file: string },
  flags: SelectionFlags & { readonly maxAge?: number },
  now: number,
): MeshplanError | undefined {
  if (flags.maxAge === undefined) return undefined;
  const age = now - Date.parse(made.created);
  if (Math.abs(age) <= flags.maxAge * 1000) return undefined;
  const why =
    age > 0 ? "longer ago than --max-age allows" : "after the present time of this machine";
  return new MeshplanError("MP9012", `${made.path} was made at ${made.created}, ${why}`, {
    nextSteps: [
      `plan again and have it approved: ${commandLine`meshplan plan ${made.file} --out FILE ${selection("plan", flags)}`}`,
    ],
  });
}
