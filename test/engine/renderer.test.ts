import { afterAll, beforeAll, expect, test } from "vitest";
import { SEED } from "../mesh/build-mesh.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test.each(["istioctl", "helm"])(
  "embedded clusters do without %s, and the plan says whose place the outline takes",
  async (renderer) => {
    const file = SEED.replace(/^istio:\n/m, `istio:\n  renderer: ${renderer}\n`);
    const plan = await world.plan(file);
    expect(plan.renderer).toEqual({
      kind: "outline",
      version: "1.31.0",
      note: `no ${renderer} was found`,
    });
  },
);
