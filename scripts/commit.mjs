// The commit that a build is made from.
import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";

/** The first 12 digits, with `+` where tracked files differ from it; empty where `root` is no checkout, or there is no git. */
export function commitOf(root) {
  const git = (...args) =>
    execFileSync("git", ["-C", root, ...args], {
      encoding: "utf8",
      // No lock of the index: somebody may commit meanwhile.
      env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    // A package that was unpacked in another project's checkout is not of that project.
    if (realpathSync(git("rev-parse", "--show-toplevel")) !== realpathSync(root)) return "";
    const isChanged = git("status", "--porcelain", "--untracked-files=no") !== "";
    return git("rev-parse", "--short=12", "HEAD") + (isChanged ? "+" : "");
  } catch {
    return "";
  }
}
