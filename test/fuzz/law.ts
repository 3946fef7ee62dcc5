import { printProblem } from "../../src/diagnostics/print.ts";
import { CODES, type DiagnosticCode } from "../../src/diagnostics/codes.ts";
import { MeshplanError } from "../../src/errors.ts";
import { plainPaint } from "../../src/util/plain-paint.ts";
import { complaints } from "../hostile.ts";
import { countEnd, HANGS } from "./fuzzing.ts";

/**
 * What holds of meshplan whatever comes from outside: it ends in time, with a result or with a refusal that has a code and a
 * next step; anything else that is thrown would be exit code 70. The refusal is printed as a person would see it.
 */
export async function lawful<T>(work: () => Promise<T> | T): Promise<T | Refusal> {
  let timer: NodeJS.Timeout | undefined;
  const hanging = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`nothing came for ${HANGS / 1000} s`));
    }, HANGS);
  });
  try {
    const result = await Promise.race([(async () => await work())(), hanging]);
    countEnd("done");
    return result;
  } catch (error) {
    if (!(error instanceof MeshplanError)) throw error;
    countEnd(error.code);
    return new Refusal(error);
  } finally {
    clearTimeout(timer);
  }
}

/** What was said instead of a result. */
export class Refusal {
  readonly code: DiagnosticCode;
  readonly text: string;

  constructor(error: MeshplanError) {
    if (!(error.code in CODES) || error.nextSteps.length === 0)
      throw new Error(`${error.code} tells no way out: ${error.message}`);
    this.code = error.code;
    this.text = printProblem(error, { color: plainPaint, width: 80 });
    printable(this.text);
  }
}

/** Fails where a text would do something to a terminal or a build server, or holds one of the secrets. */
export function printable(text: string, secrets: readonly string[] = []): void {
  const wrong = complaints(text);
  if (wrong.length > 0) throw new Error(`printed ${wrong.join(", ")}: ${JSON.stringify(text)}`);
  const found = secrets.filter((secret) => secret.length > 0 && text.includes(secret));
  if (found.length > 0) throw new Error(`printed ${found.length} secrets`);
}
