import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The tests on real clusters: slow, one file at a time, started by `node rig/run.mjs test`. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: ["test/cluster/**/*.test.ts"],
    env: { FORCE_COLOR: "0", NO_COLOR: "1", TZ: "UTC", LANG: "C.UTF-8", NODE_ENV: "production" },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    sequence: { concurrent: false },
  },
});
