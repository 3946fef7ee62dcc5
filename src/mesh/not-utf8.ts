import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/** MP0102: bytes that `decodeUtf8` refuses. There is no text, so there is no place in it. */
export function notUtf8(path: string): Diagnostic {
  return {
    code: "MP0102",
    message: "the file is not UTF-8 text",
    help: `save it as UTF-8; \`iconv -f UTF-16 -t UTF-8 ${path}\` converts the usual other encoding`,
  };
}
