import { Text } from "ink";
import { type ReactElement, useContext } from "react";
import type { Color } from "../report/theme.ts";
import { DisplayContext } from "./display.ts";

/** Text in a colour, or as it is where colours are off. Ink itself does not know NO_COLOR. */
export function Tint({
  color,
  bold = false,
  children,
}: {
  readonly color?: Color;
  readonly bold?: boolean;
  readonly children: string;
}): ReactElement {
  const display = useContext(DisplayContext);
  const style = display.color ? { bold, ...(color === undefined ? {} : { color }) } : {};
  return (
    <Text wrap="truncate-end" {...style}>
      {children}
    </Text>
  );
}
