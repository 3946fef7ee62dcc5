import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SEED } from "../mesh/build-mesh.ts";
import { changesOf, startWorld, type World } from "./world.ts";

describe("istio.defaultValidator: false", () => {
  const file = SEED.replace("1.31.0", "1.31.0\n  defaultValidator: false");
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ file });
  });
  afterAll(() => world.close());

  test("leaves out one object, and the mesh converges without it", async () => {
    const left = changesOf(await world.plan());
    const all = changesOf(await world.plan(SEED));
    expect(all.filter((line) => !left.includes(line))).toEqual([
      "create cluster1/control-plane ValidatingWebhookConfiguration istiod-default-validator",
    ]);
    await world.converge();
    expect(changesOf(await world.plan())).toEqual([]);
  });
});
