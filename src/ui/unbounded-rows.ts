/** More rows than any window has. */
const ROWS = 1_000_000;

/**
 * The same terminal, said to be endlessly high.
 *
 * Ink 6 clears the whole terminal, scrollback included, when its last frame is as high as the window; a window that is made
 * smaller brings that about with a frame that fitted when it was drawn. The live part keeps to the real height itself
 * (Viewport), so Ink needs no opinion on it.
 */
export function unboundedRows(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(stdout, {
    get(target, key): unknown {
      if (key === "rows") return ROWS;
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      const method: unknown = value.bind(target);
      return method;
    },
  });
}
