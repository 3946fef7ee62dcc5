import type { DiagnosticCode } from "./diagnostics/codes.ts";
import type { ObjectRef } from "./diagnostics/object-ref.ts";
import type { Source, Span } from "./diagnostics/source.ts";

/** For those that throw without knowing the table of codes. */
export type { DiagnosticCode };

/** The next step of whoever does not know the command line: the one that does puts the whole command in its place. */
export const PLAN_AGAIN = "meshplan plan";

/** Where in the world something was refused. Problems of the file have a Span instead (diagnostics/diagnostic.ts). */
interface WorldPlace {
  readonly cluster?: string;
  readonly object?: ObjectRef;
}

export interface MeshplanErrorOptions extends WorldPlace {
  /** What to type next, most useful first; each is a whole command or a whole sentence. Never empty. */
  readonly nextSteps: readonly string[];
  readonly cause?: unknown;
  /** The line of a mesh file that it comes from. */
  readonly written?: { readonly source: Source; readonly at: Span } | undefined;
  /** Further refusals that were found with this one, and are told with it. */
  readonly others?: readonly MeshplanError[];
}

/**
 * The world refused: a file, a process, a cluster. Printed with code, place and next steps, never with a stack.
 *
 * Anything else that is thrown is our bug and ends in exit code 70.
 */
export class MeshplanError extends Error {
  readonly code: DiagnosticCode;
  readonly cluster: string | undefined;
  readonly object: ObjectRef | undefined;
  readonly nextSteps: readonly string[];
  readonly written: MeshplanErrorOptions["written"];
  readonly others: readonly MeshplanError[];

  constructor(code: DiagnosticCode, message: string, options: MeshplanErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "MeshplanError";
    this.code = code;
    this.cluster = options.cluster;
    this.object = options.object;
    this.nextSteps = options.nextSteps;
    this.written = options.written;
    this.others = options.others ?? [];
  }
}
