import { MeshplanError } from "../errors.ts";
import type { Problem } from "./events.ts";

/** An error of the outside world, as an event carries it. Anything else is our bug and is thrown on. */
export function problemOf(error: unknown, cluster: string): Problem {
  if (!(error instanceof MeshplanError)) throw error;
  const base = {
    code: error.code,
    message: error.message,
    cluster: error.cluster ?? cluster,
    nextSteps: error.nextSteps,
  };
  return error.object === undefined ? base : { ...base, object: error.object };
}
