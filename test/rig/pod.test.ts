import { describe, expect, test } from "vitest";
import { expand } from "../../rig/pod.ts";

describe("variables in a container's arguments", () => {
  test("known ones are filled in", () => {
    expect(expand("$(POD_NAME).$(POD_NAMESPACE)", { POD_NAME: "a", POD_NAMESPACE: "b" })).toBe(
      "a.b",
    );
  });

  test("unknown ones stay as they are", () => {
    expect(expand("--x=$(NOBODY)", {})).toBe("--x=$(NOBODY)");
  });
});
