import { createContext } from "react";

/** The terminal's abilities for drawing. */
export interface Display {
  readonly color: boolean;
  /** Plain ASCII glyphs: the terminal has no UTF-8. */
  readonly ascii: boolean;
}

export const DisplayContext = createContext<Display>({ color: true, ascii: false });
