/** The `code` that Node puts on errors of the operating system, TLS and DNS, e.g. `ENOENT`. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Why the operating system refused a file, as the end of a sentence. */
export function systemErrorReason(code: string | undefined): string {
  switch (code) {
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ENOENT":
    case "ENOTDIR":
      return "its folder does not exist";
    case "EISDIR":
      return "it is a folder";
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full";
    case "EFBIG":
      return "the file may not grow further";
    case "ELOOP":
      return "its symbolic links lead in a circle";
    case "EAGAIN":
    case "EPIPE":
      return "nobody reads it any more";
    case "EROFS":
      return "the file system is read-only";
    default:
      return code ?? "unknown reason";
  }
}
