import { describe, test } from "vitest";
import { apiServersAreNotInClusterNames } from "../../../src/mesh/rules/api-servers-are-not-in-cluster-names.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0446: an API server has a name outside its cluster", () => {
  test("accepts addresses and names that every cluster finds", () => {
    for (const url of [
      "https://10.2.0.2:6443",
      "https://api.example.com",
      "https://kubernetes.example.com",
      "https://kind-control-plane:6443",
    ])
      expectAccepted(apiServersAreNotInClusterNames, meshOf(`a: { apiServer: ${url} }`));
  });

  test("rejects the name of every cluster's own API server, and of services", () => {
    for (const host of [
      "kubernetes",
      "kubernetes.default",
      "kubernetes.default.svc",
      "kubernetes.default.svc.cluster.local",
      "api.system.svc",
    ])
      expectRefused(
        apiServersAreNotInClusterNames,
        meshOf(`a: { apiServer: https://${host} }`),
        `${host} leads every other cluster to a service of its own, not to the API server of a`,
      );
  });
});
