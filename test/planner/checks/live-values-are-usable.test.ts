import { describe, expect, test } from "vitest";
import type { Json, KubeObject } from "../../../src/kube/object.ts";
import { liveValuesAreUsable } from "../../../src/planner/checks/live-values-are-usable.ts";
import { usable } from "../../../src/planner/facts.ts";
import { knownAddress } from "../../../src/planner/known-address.ts";
import { hasAddress } from "../../../src/planner/live-address.ts";
import { Sensitive } from "../../../src/util/sensitive.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

function gatewayAt(first: Json): { readonly gatewayService: KubeObject } {
  const metadata = { name: "istio-eastwestgateway", namespace: "istio-system" };
  const status = { loadBalancer: { ingress: [first] } };
  const spec = { type: "LoadBalancer" };
  return { gatewayService: { apiVersion: "v1", kind: "Service", metadata, spec, status } };
}

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP9126: an address that a cluster reports leads somewhere", () => {
  test.each([
    { ip: "10.0.0.7" },
    { ip: "198.51.100.7" },
    { ip: "2001:db8::7" },
    { hostname: "lb.example.com" },
    { ip: "", hostname: "lb.example.com" },
    {},
  ])("accepts %j", (first) => {
    expectAccepted(liveValuesAreUsable, MESH, { a: gatewayAt(first), b: {} });
  });

  test.each<[{ readonly ip?: string; readonly hostname?: string }, string]>([
    [{ ip: "127.0.0.1" }, "is the caller's own machine"],
    [{ ip: "::ffff:127.0.0.1" }, "is the caller's own machine"],
    [{ ip: "::1" }, "is the caller's own machine"],
    [{ ip: "0.0.0.0" }, "stands for no address"],
    [{ ip: "::" }, "stands for no address"],
    [{ ip: "169.254.169.254" }, "is valid on one link only"],
    [{ ip: "fe80::1" }, "is valid on one link only"],
    [{ ip: "224.0.0.1" }, "is a multicast address"],
    [{ ip: "255.255.255.255" }, "is reserved"],
    [{ ip: "lb.example.com" }, "is no IP address"],
    [{ ip: 'x",\n evil, "y' }, "is neither an IP address nor a DNS name"],
    [{ hostname: "localhost" }, "is neither an IP address nor a DNS name"],
    [{ hostname: "a.localhost" }, "is the caller's own machine"],
    [{ hostname: "$(id).example.com" }, "is neither an IP address nor a DNS name"],
  ])("rejects %j, and nothing is planned with it", (first, problem) => {
    const { gatewayService } = gatewayAt(first);
    const text = first.ip ?? first.hostname ?? "";
    expectRefused(
      liveValuesAreUsable,
      MESH,
      { a: { gatewayService }, b: {} },
      `the gateway of a has the address ${text}, which ${problem}`,
    );
    const [a] = MESH.clusters;
    if (a === undefined) throw new Error("a mesh without clusters");
    const facts = { gatewayService } as unknown as Parameters<typeof knownAddress>[1];
    expect(knownAddress(a, facts, [])).toBeUndefined();
    expect(hasAddress(gatewayService)).toBe(false);
  });

  test("does not look where the file has an address of its own", () => {
    const mesh = meshOf(
      "a: { network: n, gateway: { address: 10.0.0.7 } }",
      "b: { network: m, primary: a }",
    );
    expectAccepted(liveValuesAreUsable, mesh, { a: gatewayAt({ ip: "127.0.0.1" }), b: {} });
  });
});

test("MP9126: a Secret that holds something else than a token is named, and is no token", () => {
  const object = { apiVersion: "v1", kind: "Secret", namespace: "istio-system", name: "reader" };
  const readerToken = { object, problem: "its token is no token" };
  const istiodToken = { object: { ...object, name: "istiod" }, problem: "its ca.crt is empty" };
  expectRefused(
    liveValuesAreUsable,
    MESH,
    { a: { istiodToken }, b: { readerToken } },
    "Secret istio-system/istiod cannot be handed on: its ca.crt is empty",
    "Secret istio-system/reader cannot be handed on: its token is no token",
  );
  expect(usable(readerToken)).toBeUndefined();
  expect(usable(undefined)).toBeUndefined();
  const token = { token: new Sensitive("t"), ca: "c" };
  expect(usable(token)).toBe(token);
  expectAccepted(liveValuesAreUsable, MESH, { a: { istiodToken: token }, b: {} });
});
