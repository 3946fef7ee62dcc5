import { describe, test } from "vitest";
import { proxiesAreReachable } from "../../../src/mesh/rules/proxies-are-reachable.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0445: istiod can use the proxy of an API server", () => {
  test("accepts proxies elsewhere", () => {
    for (const proxy of [
      "http://proxy.example.com:3128",
      "socks5://10.0.0.9:1080",
      "https://localhost.example.com",
    ])
      expectAccepted(proxiesAreReachable, meshOf(`a: { apiServer: { proxyUrl: "${proxy}" } }`));
  });

  test("rejects every spelling of the caller's own machine", () => {
    for (const proxy of [
      "http://localhost:3128",
      "http://127.0.0.1:3128",
      "socks5://127.0.0.1:1080",
      "http://[::1]:3128",
    ])
      expectRefused(
        proxiesAreReachable,
        meshOf(`a: { apiServer: { proxyUrl: "${proxy}" } }`),
        `istiod of another cluster cannot use the proxy ${proxy} of a, which is its own machine there`,
      );
  });
});
