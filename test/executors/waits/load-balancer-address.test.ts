import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Wait } from "../../../src/planner/action.ts";
import { outcomesOf } from "../event-laws.ts";
import { problemsOf, sayings } from "../run-plan.ts";
import { succession } from "./succession.ts";

const NS = "istio-system";

describe("load-balancer-address", () => {
  const wait: Wait = {
    kind: "load-balancer-address",
    namespace: NS,
    name: "istio-eastwestgateway",
    timeoutSeconds: 600,
  };
  const service = (...ingress: readonly { readonly [key: string]: string }[]): KubeObject => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "istio-eastwestgateway", namespace: NS },
    status: { loadBalancer: { ingress } },
  });

  test("waits for an IP", async () => {
    const { events } = await succession(wait, [service(), service({ ip: "192.0.2.9" })]);
    expect(outcomesOf(await events)).toEqual({ "east/attached": "unchanged" });
  });

  test("a host name stops what depends on it, and says what to write", async () => {
    const { events } = await succession(wait, [service({ hostname: "lb.example.com" })]);
    expect(problemsOf(await events)).toMatchObject([
      {
        code: "MP9306",
        nextSteps: [
          "write `address: lb.example.com` in clusters.east.gateway, or better a name of your own that leads there, then plan again",
        ],
      },
    ]);
  });

  test("a host name is fine where only istiod needs it", async () => {
    const { events } = await succession({ ...wait, hostNameIsFine: true }, [
      service({ hostname: "lb.example.com" }),
    ]);
    expect(outcomesOf(await events)).toEqual({ "east/attached": "unchanged" });
  });

  test("a Service that others gave an address by hand has it", async () => {
    const { events } = await succession(wait, [
      { ...service(), spec: { externalIPs: ["10.7.7.7"] } },
    ]);
    expect(outcomesOf(await events)).toEqual({ "east/attached": "unchanged" });
  });

  test("a load balancer that is asked to move may take a while", async () => {
    const { events } = await succession({ ...wait, expected: "192.0.2.9", asked: true }, [
      service({ ip: "192.0.2.8" }),
      service({ ip: "192.0.2.9" }),
    ]);
    expect(sayings(await events).slice(1, -1)).toEqual(["wait-progress: the address 192.0.2.8"]);
    expect(outcomesOf(await events)).toEqual({ "east/attached": "unchanged" });
  });

  test.each([
    ["another address before it", { ip: "192.0.2.8" }],
    ["one of another family before it", { ip: "2001:db8::8" }],
    ["a host name before it", { hostname: "lb.example.com" }],
    ["one that nobody else can use before it", { ip: "127.0.0.1" }],
  ])("planned with an address that is still reported, with %s", async (_, other) => {
    const planned = { ...wait, expected: "192.0.2.9" };
    for (const asked of [{}, { asked: true } as const]) {
      const reported = [service(other, { ip: "192.0.2.9" })];
      const { events } = await succession({ ...planned, ...asked }, reported);
      expect(outcomesOf(await events)).toEqual({ "east/attached": "unchanged" });
    }
  });

  test("no host name stops anything where there is an address beside it", async () => {
    const reported = [service({ hostname: "lb.example.com" }, { ip: "192.0.2.9" })];
    const { events } = await succession(wait, reported);
    expect(outcomesOf(await events)).toEqual({ "east/attached": "unchanged" });
  });

  test.each([
    ["192.0.2.9", "unchanged"],
    ["192.0.2.8", "failed MP9312"],
    ["mesh.example.com", "unchanged"],
  ])("planned with %s: %s", async (expected, outcome) => {
    const { events } = await succession({ ...wait, expected }, [service({ ip: "192.0.2.9" })]);
    expect(outcomesOf(await events)).toEqual({ "east/attached": outcome });
  });
});
