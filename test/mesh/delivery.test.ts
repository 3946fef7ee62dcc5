import { describe, expect, test } from "vitest";
import { DELIVERABLE, deliveryOf } from "../../src/mesh/delivery.ts";

describe("who delivers a component", () => {
  test("is meshplan where the file says nothing", () => {
    for (const component of DELIVERABLE)
      expect(deliveryOf({ delivery: {} }, component)).toBe("apply");
  });

  test("is others for an Istio that others installed, except what joins it to the mesh", () => {
    const modes = DELIVERABLE.map((one) => [
      one,
      deliveryOf({ delivery: { all: "external" } }, one),
    ]);
    expect(modes.filter(([, mode]) => mode === "apply").map(([one]) => one)).toEqual([
      "expose-control-plane",
      "expose-services",
    ]);
  });

  test("is what a component says for itself, and a gateway speaks for its Service", () => {
    const delivery = { all: "external", gateway: "render", "expose-services": "external" } as const;
    expect(deliveryOf({ delivery }, "gateway-address")).toBe("render");
    expect(deliveryOf({ delivery }, "control-plane")).toBe("external");
    expect(deliveryOf({ delivery }, "expose-services")).toBe("external");
  });

  test("is always meshplan for what holds a secret", () => {
    for (const component of ["trust", "reader-token", "remote-secret", "attached"])
      expect(deliveryOf({ delivery: { all: "render" } }, component)).toBe("apply");
  });
});
