import { expect, test } from "vitest";
import { objectFacts } from "../../src/report/object-facts.ts";
import type { ChangeView } from "../../src/report/view.ts";

const created = {
  verb: "create",
  risk: "none",
  cause: { kind: "file", line: 1 },
  previewed: false,
  fields: [],
  left_alone: [],
  unchanged_fields: 0,
} as const;

test("the address of a primary is read from the Endpoints of older Istio minors too", () => {
  const ports = [{ name: "tcp-istiod", port: 15012 }];
  const change: ChangeView = {
    ...created,
    object: { apiVersion: "v1", kind: "Endpoints", namespace: "istio-system", name: "istiod" },
    after: { subsets: [{ addresses: [{ ip: "10.1.2.3" }, { ip: null }], ports }] },
    after_unknown: { subsets: [{ addresses: [{}, { ip: true }] }] },
  };
  expect(objectFacts(change)).toBe("10.1.2.3 (known after apply) 15012");
});
