import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import { hasAddress, liveAddress } from "../../src/planner/live-address.ts";

function service(ingress: readonly JsonMap[], externalIPs: readonly string[] = []): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "istio-eastwestgateway", namespace: "istio-system" },
    spec: { type: "LoadBalancer", externalIPs },
    status: { loadBalancer: { ingress } },
  };
}

const ENTRY = fc.constantFrom<JsonMap>(
  { ip: "192.0.2.8" },
  { ip: "192.0.2.9" },
  { ip: "2001:db8::8" },
  { ip: "2001:0DB8:0::9" },
  { ip: "127.0.0.1" },
  { ip: "no address" },
  { hostname: "a.example.com" },
  { hostname: "b.example.com" },
  { hostname: "localhost" },
  { ip: "192.0.2.7", hostname: "c.example.com" },
  {},
);
const USED = fc.constantFrom("192.0.2.8", "192.0.2.9", "2001:db8::9", "a.example.com", "10.0.0.1");

describe("the address of a Service", () => {
  test("is the same in any order of what is reported", () => {
    const lists = fc.array(ENTRY, { maxLength: 6 }).chain((list) =>
      fc.record({
        list: fc.constant(list),
        shuffled: fc.shuffledSubarray(list, { minLength: list.length }),
        inUse: fc.uniqueArray(USED, { maxLength: 2 }),
      }),
    );
    fc.assert(
      fc.property(lists, ({ list, shuffled, inUse }) => {
        expect(liveAddress(service(shuffled), inUse)).toEqual(liveAddress(service(list), inUse));
        const ips = (entries: readonly JsonMap[]) =>
          entries.flatMap(({ ip }) => (typeof ip === "string" ? [ip] : []));
        expect(liveAddress(service([], ips(shuffled)), inUse)).toEqual(
          liveAddress(service([], ips(list)), inUse),
        );
      }),
    );
  });

  test("that is in use stays as long as it is reported", () => {
    fc.assert(
      fc.property(fc.array(ENTRY, { maxLength: 6 }), USED, (list, used) => {
        const entry = used.includes("example") ? { hostname: used } : { ip: used };
        const { ip, hostname } = liveAddress(service([...list, entry]), [used]);
        if (entry.ip !== undefined) expect(ip).toBe(used);
        // An address is better than a name that leads to one.
        else if (ip === undefined) expect(hostname).toBe(used);
      }),
    );
  });

  test.each<[string, readonly JsonMap[], readonly string[], object]>([
    ["IPv4 before IPv6", [{ ip: "2001:db8::8" }, { ip: "192.0.2.9" }], [], { ip: "192.0.2.9" }],
    [
      "the family in use before the other",
      [{ ip: "192.0.2.9" }, { ip: "2001:db8::8" }],
      ["2001:db8::7"],
      { ip: "2001:db8::8" },
    ],
    [
      "an address of the other family before a name",
      [{ hostname: "a.example.com" }, { ip: "2001:db8::8" }],
      ["192.0.2.1"],
      { ip: "2001:db8::8" },
    ],
    ["the spelling in use", [{ ip: "2001:0DB8:0::9" }], ["2001:db8::9"], { ip: "2001:db8::9" }],
    [
      "what others can use before what they cannot",
      [{ ip: "127.0.0.1" }, { hostname: "a.example.com" }],
      [],
      { hostname: "a.example.com" },
    ],
    ["no address as long as nothing is reported", [{}], [], {}],
  ])("is %s", (_, ingress, inUse, expected) => {
    expect(liveAddress(service(ingress), inUse)).toEqual(expected);
  });

  test("of others is what they wrote, where the load balancer has none that can be used", () => {
    expect(liveAddress(service([{ ip: "127.0.0.1" }], ["10.7.7.7"]))).toEqual({ ip: "10.7.7.7" });
    expect(hasAddress(service([], ["10.7.7.7"]))).toBe(true);
  });

  test("is refused only where there is none that others can use", () => {
    expect(liveAddress(service([{ ip: "127.0.0.1" }, { ip: "0.0.0.0" }]))).toEqual({
      refused: { text: "0.0.0.0", problem: "stands for no address" },
    });
  });
});
