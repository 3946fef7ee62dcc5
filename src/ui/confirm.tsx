import { render } from "ink";
import type { Printable } from "../util/printable.ts";
import { ConfirmPrompt } from "./ConfirmPrompt.tsx";
import { inkStdout } from "./ink-stdout.ts";
import type { TypedLine } from "./keys.ts";

export interface ConfirmOptions {
  /** `Apply this plan to 2 clusters?` */
  readonly question: Printable;
  /** Must be a terminal: without one there is nobody to ask. */
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Called when Ctrl-C or Ctrl-D answered; the promise resolves with false. */
  readonly onInterrupt?: () => void;
}

/** Asks one question. True only for `yes` and Enter. */
export async function confirm(options: ConfirmOptions): Promise<boolean> {
  const { question, stdin, stdout, onInterrupt } = options;
  let answer: TypedLine | undefined;
  const instance = render(
    <ConfirmPrompt
      question={question}
      onAnswer={(given) => {
        answer = given;
        setImmediate(() => leave(given));
      }}
    />,
    { stdin, stdout: inkStdout(stdout), exitOnCtrlC: false, patchConsole: false },
  );
  // `rerender` draws at once; a state would be drawn after the screen is gone, and the answer would not be on it.
  const leave = (given: TypedLine): void => {
    instance.rerender(<ConfirmPrompt question={question} answer={given} onAnswer={ignore} />);
    instance.unmount();
  };
  await instance.waitUntilExit();
  instance.cleanup();
  if (answer?.end === "interrupted") onInterrupt?.();
  return answer?.end === "done" && answer.text === "yes";
}

function ignore(): void {
  // There is nothing to answer any more.
}
