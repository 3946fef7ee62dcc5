import type { DiagnosticCode } from "./codes.ts";
import type { Span } from "./source.ts";
import type { ObjectRef } from "./object-ref.ts";

/**
 * One problem as data: a code, a place, one sentence, and the next thing to type.
 *
 * The place is a span of the mesh file, or a cluster and object, or none. Severity comes from the code (codes.ts).
 */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  /** One sentence with the user's own names, lower-case first letter, no full stop. */
  readonly message: string;
  /** The next step: a command or an edit, one sentence. */
  readonly help: string;
  readonly at?: Span;
  readonly cluster?: string;
  readonly object?: ObjectRef;
}
