import { createContext } from "react";

/** How the terminal may be drawn on. */
export interface Display {
  readonly color: boolean;
  /** Plain ASCII glyphs: the terminal has no UTF-8. */
  readonly ascii: boolean;
}

export const DisplayContext = createContext<Display>({ color: true, ascii: false });
