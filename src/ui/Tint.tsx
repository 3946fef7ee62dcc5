import { Text } from "ink";
import { type ReactElement, useContext } from "react";
import type { Printable } from "../util/printable-text.ts";
import type { Color } from "../report/theme.ts";
import { DisplayContext } from "./display.ts";

/**
 * One line of text, in a colour, or plain where colours are off; a longer one is cut, or continues on the next lines where
 * it must be `whole`. The only way to put text on the screen: Ink itself takes any text, and does not know NO_COLOR.
 */
export function Tint({
  color,
  bold = false,
  whole = false,
  children,
}: {
  readonly color?: Color;
  readonly bold?: boolean;
  readonly whole?: boolean;
  readonly children: Printable;
}): ReactElement {
  const display = useContext(DisplayContext);
  const style = display.color ? { bold, ...(color === undefined ? {} : { color }) } : {};
  return (
    <Text wrap={whole ? "wrap" : "truncate-end"} {...style}>
      {children}
    </Text>
  );
}
