// npm runs this after `npm ci`, so that the command of `bin` works in a fresh checkout.
// `npm ci --omit=dev` runs it too, but then there is no bundler: it says so and leaves.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

function installed(name) {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

if (installed("esbuild")) {
  const { build } = await import("./build.mjs");
  await build();
} else {
  console.log("prepare: esbuild is not installed, so dist/ is not built");
}
