import { Text } from "ink";
import { cleanup, render } from "ink-testing-library";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { Viewport } from "../../src/ui/Viewport.tsx";

afterEach(cleanup);

test("is never higher than it may be, and says how many lines it hides", () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(30), (count, height) => {
      const lines = Array.from({ length: count }, (_, index) => ({
        key: String(index),
        line: <Text>{`line ${index}`}</Text>,
      }));
      const { lastFrame, unmount } = render(<Viewport lines={lines} height={height} />);
      const frame = (lastFrame() ?? "").split("\n").filter((line) => line !== "");
      unmount();
      expect(frame.length).toBeLessThanOrEqual(height);
      const hidden = Number(/… (\d+) more/.exec(frame.at(-1) ?? "")?.[1] ?? 0);
      const shown = frame.filter((line) => line.startsWith("line")).length;
      if (height > 0) expect(shown + hidden).toBe(count);
    }),
  );
});
