/** As package.json says, which a test holds against this. */
export const OLDEST_NODE = "20.19.0";

/** Whether a version of Node.js is older than that. */
export function isOldNode(version: string): boolean {
  return version.localeCompare(OLDEST_NODE, "en", { numeric: true }) < 0;
}
