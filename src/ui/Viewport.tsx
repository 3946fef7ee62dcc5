import { Box } from "ink";
import type { ReactElement } from "react";
import { printable } from "../util/printable.ts";
import { Tint } from "./Tint.tsx";

/**
 * Shows as many lines as fit and says how many do not. Every part of the screen that can grow is inside one: a live part that
 * is taller than the window makes Ink wipe the terminal.
 */
export function Viewport({
  lines,
  height,
}: {
  readonly lines: readonly { readonly key: string; readonly line: ReactElement }[];
  readonly height: number;
}): ReactElement | null {
  if (height <= 0) return null;
  const fits = lines.length <= height;
  const shown = fits ? lines : lines.slice(0, height - 1);
  return (
    <Box flexDirection="column">
      {shown.map(({ key, line }) => (
        <Box key={key} height={1}>
          {line}
        </Box>
      ))}
      {fits ? null : <Tint>{printable`  … ${lines.length - shown.length} more`}</Tint>}
    </Box>
  );
}
