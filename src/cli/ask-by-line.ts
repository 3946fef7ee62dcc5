import type { Printable } from "../util/printable.ts";
import type { Output } from "./output.ts";

/** Asks in one line, for terminals without a screen (`--accessible`, no colours, no width). Only a whole `yes` is one. */
export async function askByLine(
  question: Printable,
  output: Output,
): Promise<"yes" | "no" | "interrupted"> {
  const { createInterface } = await import("node:readline/promises");
  const reader = createInterface({ input: output.stdin, output: output.stdout });
  const stop = new AbortController();
  reader.on("SIGINT", () => {
    stop.abort();
  });
  try {
    const answer = await reader.question(`${question} Only "yes" is accepted: `, {
      signal: stop.signal,
    });
    return answer.trim() === "yes" ? "yes" : "no";
  } catch (error) {
    if (stop.signal.aborted) return "interrupted";
    throw error;
  } finally {
    reader.close();
  }
}
