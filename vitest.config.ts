import { defineConfig } from "vitest/config";

export default defineConfig({
  // React runs as in the bundle, in production: its development build is slow and never forgets a measurement.
  oxc: { jsx: { runtime: "automatic", development: false } },
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    exclude: ["test/cluster/**"],
    setupFiles: ["test/setup.ts"],
    env: { FORCE_COLOR: "0", NO_COLOR: "1", TZ: "UTC", LANG: "C.UTF-8", NODE_ENV: "production" },
    testTimeout: 30_000,
    // Worlds are started in hooks: on a busy machine as slowly as tests run.
    hookTimeout: 60_000,
  },
});
