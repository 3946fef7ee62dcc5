import { expect, test } from "vitest";
import { AddressPool } from "../../../src/embedded/kube/controllers/services.ts";

test("every load balancer has an address of its own, until there are none; one that goes leaves its address", () => {
  const pool = new AddressPool();
  pool.reserve("198.51.100.10");
  const taken = Array.from({ length: 734 }, () => pool.take());
  expect(taken[0]).toBe("198.51.100.11");
  expect(new Set(taken).size).toBe(734);
  expect(taken).not.toContain(undefined);
  expect(pool.take()).toBeUndefined();
  pool.giveBack("203.0.113.44");
  expect(pool.take()).toBe("203.0.113.44");
});
