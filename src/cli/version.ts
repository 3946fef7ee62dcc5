/** Put in by the bundler; unbundled sources have none. */
export const VERSION = process.env["MESHPLAN_VERSION"] ?? "0.0.0";
