import { describe, expect, test } from "vitest";
import { deliveryOf } from "../../src/mesh/delivery.ts";

describe("who delivers a component", () => {
  test("is meshplan where the file says nothing", () => {
    expect(deliveryOf({ delivery: {} }, "control-plane")).toBe("apply");
  });

  test("is others for an Istio that others installed, except what joins it to the mesh", () => {
    const delivery = { all: "external" } as const;
    expect(deliveryOf({ delivery }, "control-plane")).toBe("external");
    expect(deliveryOf({ delivery }, "gateway-address")).toBe("external");
    expect(deliveryOf({ delivery }, "expose-control-plane")).toBe("apply");
    expect(deliveryOf({ delivery }, "expose-services")).toBe("apply");
  });

  test("is what a component says for itself, and a gateway speaks for its Service", () => {
    const delivery = { all: "external", gateway: "render", "expose-services": "external" } as const;
    expect(deliveryOf({ delivery }, "gateway-address")).toBe("render");
    expect(deliveryOf({ delivery }, "control-plane")).toBe("external");
    expect(deliveryOf({ delivery }, "expose-services")).toBe("external");
  });
});
