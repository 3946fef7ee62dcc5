import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    exclude: ["test/cluster/**"],
    env: { FORCE_COLOR: "0", NO_COLOR: "1", TZ: "UTC", LANG: "C.UTF-8", NODE_ENV: "production" },
    testTimeout: 30_000,
  },
});
