import { describe, test } from "vitest";
import { apiServersAreDistinct } from "../../../src/mesh/rules/api-servers-are-distinct.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0444: an address leads to one API server", () => {
  test("accepts different addresses, and one gateway that tells them apart by name", () => {
    expectAccepted(
      apiServersAreDistinct,
      meshOf(
        "a: { apiServer: https://10.2.0.2:6443 }",
        "b: { apiServer: https://10.2.0.2:6444 }",
        "c: { apiServer: { url: https://gw.example.com, tlsServerName: c.example.com } }",
        "d: { apiServer: { url: https://gw.example.com, tlsServerName: d.example.com } }",
        "e: { apiServer: { url: https://10.9.0.2, proxyUrl: http://proxy1.example.com } }",
        "f: { apiServer: { url: https://10.9.0.2, proxyUrl: http://proxy2.example.com } }",
        "i: { apiServer: https://rancher.example.com/k8s/clusters/c-1 }",
        "j: { apiServer: https://rancher.example.com/k8s/clusters/c-2 }",
        "g: {}",
        "h: {}",
      ),
    );
  });

  test("rejects one address under two names, also in another spelling and for one reader", () => {
    expectRefused(
      apiServersAreDistinct,
      meshOf(
        "a: { apiServer: https://10.2.0.2 }",
        "b: { apiServer: https://10.2.0.2:443/ }",
        "e: { apiServer: https://rancher.example.com/k8s }",
        "f: { apiServer: https://rancher.example.com:443/k8s/ }",
        "c: { apiServer: { from: { a: { url: https://10.9.0.2 } } } }",
        "d: { apiServer: { from: { a: { url: https://10.9.0.2 } } } }",
      ),
      "clusters a and b have the same apiServer address",
      "clusters e and f have the same apiServer address",
      "clusters c and d have the same apiServer address",
    );
  });
});
