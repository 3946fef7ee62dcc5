import { Box, useInput } from "ink";
import { type ReactElement, useRef, useState } from "react";
import { type Printable, printable } from "../util/printable.ts";
import { Tint } from "./Tint.tsx";
import { type TypedLine, typeInto } from "./keys.ts";

/** One question that only `yes` and Enter answer with yes. */
export function ConfirmPrompt({
  question,
  answer,
  onAnswer,
}: {
  readonly question: Printable;
  /** Once given, it is shown and nothing is read any more. */
  readonly answer?: TypedLine;
  readonly onAnswer: (answer: TypedLine) => void;
}): ReactElement {
  const [shown, setShown] = useState("");
  // Chunks can arrive faster than React renders: a closure over `shown` would lose what was typed in between.
  const typed = useRef<TypedLine>({ text: "" });
  useInput((input, key) => {
    if (typed.current.end !== undefined) return;
    typed.current = typeInto(typed.current, input, key);
    setShown(typed.current.text);
    if (typed.current.end !== undefined) onAnswer(typed.current);
  });
  return (
    <Box flexDirection="column" marginTop={1}>
      <Tint>{question}</Tint>
      <Tint>{printable`Only "yes" is accepted: ${answer?.text ?? shown}`}</Tint>
    </Box>
  );
}
