import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Example, examples, together, told } from "./bad-together.ts";
import { fuzzing, TIME } from "../fuzz/fuzzing.ts";

/** Sections that make something else of every cluster of a file, so that another file's mistakes are none beside them, or others. */
const CHANGES_ALL = ["defaults", "mode"];
/** What leaves nothing to read: aliases without measure, and brackets without an end. */
const ENDS_READING = ["alias-bomb", "deep-nesting"];

const ALL = examples();
const FIT = ALL.filter(
  ({ name, sections }) =>
    !ENDS_READING.includes(name) && !CHANGES_ALL.some((key) => sections.has(key)),
);

/** A right mesh of any size, of primaries and of remotes that any of them serves. */
const right: fc.Arbitrary<string> = fc
  .array(fc.option(fc.nat(3), { nil: undefined }), { maxLength: 4 })
  .map((servers) =>
    ["right0", ...servers.map((_, index) => `right${String(index + 1)}`)].map((name, index) => {
      const server = servers[index - 1];
      const primaries = servers.flatMap((one, at) => (one === undefined ? [at + 1] : []));
      const primary = [0, ...primaries][(server ?? 0) % (primaries.length + 1)] ?? 0;
      return index === 0 || server === undefined
        ? `  ${name}: { network: net-${name} }\n`
        : `  ${name}: { network: net-${name}, primary: right${String(primary)} }\n`;
    }),
  )
  .map((lines) => lines.join(""));

/** Some examples, no two of which write the same section. */
const some: fc.Arbitrary<readonly Example[]> = fc
  .shuffledSubarray([...FIT], { minLength: 2, maxLength: 12 })
  .map((chosen) => {
    const written = new Set<string>();
    return chosen.filter(({ sections }) => {
      const keys = [...sections.keys()];
      if (keys.some((key) => written.has(key))) return false;
      for (const key of keys) written.add(key);
      return true;
    });
  });

describe("bad examples in one file", () => {
  test("take part, nearly all of them", () => {
    expect(ALL.length).toBeGreaterThan(100);
    expect(FIT.length).toBeGreaterThan(90);
  });

  test("a right mesh beside them is right", () => {
    fc.assert(
      fc.property(right, (mesh) => {
        expect([...told(together(mesh, []))]).toEqual([]);
      }),
    );
  });

  test(
    "what is told of each alone is told of all in one run",
    () => {
      fc.assert(
        fc.property(right, some, (mesh, parts) => {
          const all = told(together(mesh, parts));
          const missing = parts.flatMap((part) =>
            [...told(together(mesh, [part]))]
              .filter((one) => !all.has(one))
              .map((one) => `${part.name}: ${one}`),
          );
          expect(missing).toEqual([]);
        }),
        fuzzing(20),
      );
    },
    TIME,
  );
});
