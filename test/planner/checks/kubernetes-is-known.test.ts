import { describe, test } from "vitest";
import { kubernetesIsKnown } from "../../../src/planner/checks/kubernetes-is-known.ts";
import { meshOfText, SEED } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOfText(SEED.replace("1.31.0", "1.28.4"));

describe("MP0521: the cluster's Kubernetes is one that Istio was tested with", () => {
  test("accepts the newest supported minor and embedded clusters", () => {
    expectAccepted(kubernetesIsKnown, MESH, {
      cluster1: { serverVersion: "v1.34.9" },
      cluster2: { serverVersion: "v1.35.4+meshplan", embedded: true },
    });
  });

  test("warns of newer ones", () => {
    expectRefused(
      kubernetesIsKnown,
      MESH,
      { cluster1: { serverVersion: "v1.35.0" } },
      "cluster1 runs Kubernetes 1.35.0, and Istio 1.28.4 is supported up to 1.34",
    );
  });
});
