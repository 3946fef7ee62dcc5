import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const INCLUDE = "test/**/*.test.{ts,tsx}";
const EXCLUDE = ["test/cluster/**"];
/** What a test may replace or set for a whole process, and the next test would find there. */
const PROCESS_WIDE = /\bvi\.(mock|spyOn|stub\w+|useFakeTimers)\(|process\.env\[[^\]]+\] = /;

/** Tests that change what others would see. They run in a process each, all others in processes that they share. */
const ALONE = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((path) => /\.test\.tsx?$/.test(path) && !path.startsWith("cluster/"))
  .map((path) => `test/${path}`)
  .filter((path) => PROCESS_WIDE.test(readFileSync(path, "utf8")));

export default defineConfig({
  // React runs as in the bundle, in production: its development build is slow and never forgets a measurement.
  oxc: { jsx: { runtime: "automatic", development: false } },
  test: {
    setupFiles: ["test/setup.ts"],
    env: { FORCE_COLOR: "0", NO_COLOR: "1", TZ: "UTC", LANG: "C.UTF-8", NODE_ENV: "production" },
    testTimeout: 30_000,
    // Worlds are started in hooks: on a busy machine as slowly as tests run.
    hookTimeout: 60_000,
    // One more than there are cores: the tests of processes and of servers wait most of their time.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          include: [INCLUDE],
          exclude: [...EXCLUDE, ...ALONE],
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: "alone", include: ALONE, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
