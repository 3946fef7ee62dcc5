/** Put in by the bundler; unbundled sources have none. */
export const VERSION = process.env["MESHPLAN_VERSION"] ?? "0.0.0";
/** The commit that it was built from, with `+` where more was changed; empty where it was built outside of a checkout. */
export const COMMIT = process.env["MESHPLAN_COMMIT"] ?? "";
