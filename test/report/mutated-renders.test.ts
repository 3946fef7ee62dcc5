import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fuzzing, TIME } from "../fuzz/fuzzing.ts";
import { meshOf } from "../planner/seed.ts";
import { renderRequests } from "../../src/planner/render-requests.ts";
import { mutantsOf, untold } from "./mutants.ts";
import { RECORDED, recorded, type RecordedMesh, type Rendered } from "./recorded.ts";

function renderOf(name: RecordedMesh): Rendered {
  const { mesh, topology } = meshOf(RECORDED[name]);
  const render = recorded(name);
  return renderRequests(mesh, topology).map((request) => [request.for, render(request)]);
}

/** Mutants of one try: the plan without a change is made once for all of them. */
const COUNT = 12;

describe("whatever a renderer changes, adds or leaves out in a render is told", () => {
  const names = Object.keys(RECORDED) as RecordedMesh[];
  test.each(names)(
    "%s",
    (name) => {
      const rendered = renderOf(name);
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const mutants = mutantsOf(rendered, { count: COUNT, seed });
          expect(untold(RECORDED[name], rendered, mutants)).toEqual([]);
        }),
        fuzzing(1, names.length),
      );
    },
    TIME,
  );
});
