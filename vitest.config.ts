import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { nativeSources } from "./test/native-sources.ts";

const INCLUDE = "test/**/*.test.{ts,tsx}";
const EXCLUDE = ["test/cluster/**"];
/** What a test may set for a whole process, and the next test would find there. */
const PROCESS_WIDE = /\bvi\.(spyOn|stub\w+|useFakeTimers)\(|process\.env\[[^\]]+\] = /;

const TEXTS = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((path) => /\.test\.tsx?$/.test(path) && !path.startsWith("cluster/"))
  .map((path) => [`test/${path}`, readFileSync(`test/${path}`, "utf8")] as const);
const those = (matching: (text: string) => boolean): string[] =>
  TEXTS.filter(([, text]) => matching(text)).map(([path]) => path);

/** Tests that put something else in the place of a module: only vitest can give it to the others. */
const MOCKING = those((text) => text.includes("vi.mock("));
/** Tests that change what others would see. They and those above run in a process each, all others in processes that they share. */
const ALONE = those((text) => PROCESS_WIDE.test(text) && !text.includes("vi.mock("));

/** Vitest has to see the sources where it watches them, and where it counts which of their lines ran. */
const SEES_SOURCES = !process.argv.includes("run") || process.argv.includes("--coverage");
const PLUGINS = SEES_SOURCES ? [] : [nativeSources()];

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
        plugins: PLUGINS,
        test: {
          name: "together",
          include: [INCLUDE],
          exclude: [...EXCLUDE, ...ALONE, ...MOCKING],
          isolate: false,
        },
      },
      {
        extends: true,
        plugins: PLUGINS,
        test: { name: "alone", include: ALONE, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: { name: "mocking", include: MOCKING, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
