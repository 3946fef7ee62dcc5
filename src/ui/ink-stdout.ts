/** More rows than any window has. */
const ROWS = 1_000_000;

export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

/** Terminals that do not know their size report 0; some report a width in which nothing can be read. */
export function windowSize(stdout: NodeJS.WriteStream): WindowSize {
  const { columns, rows } = stdout;
  return { columns: columns >= 20 ? columns : 80, rows: rows > 0 ? rows : 24 };
}

/**
 * The same terminal, presented as endlessly high and never too narrow.
 *
 * Ink 6 clears the whole terminal, scrollback included, when its last frame is as high as the window; making a window smaller
 * causes that with a frame that fitted when it was drawn. The live part keeps to the real height itself (Viewport), so Ink need
 * not know it.
 */
export function inkStdout(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(stdout, {
    get(target, key): unknown {
      if (key === "rows") return ROWS;
      if (key === "columns") return windowSize(target).columns;
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      const method: unknown = value.bind(target);
      return method;
    },
  });
}
