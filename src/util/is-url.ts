/** `URL.canParse` of Node 20 says no to a URL with letters like ü once it was compiled, some thousand calls later. */
export function isUrl(text: string): boolean {
  try {
    new URL(text);
    return true;
  } catch {
    return false;
  }
}
