import { describe, test } from "vitest";
import { kubernetesIsNewEnough } from "../../../src/planner/checks/kubernetes-is-new-enough.ts";
import { meshOfText, SEED } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOfText(SEED);

describe("MP0520: Istio is supported on the cluster's Kubernetes", () => {
  test("accepts the oldest supported minor, versions of providers, and embedded clusters", () => {
    expectAccepted(kubernetesIsNewEnough, MESH, {
      cluster1: { serverVersion: "v1.32.0" },
      cluster2: { serverVersion: "v1.33.5-gke.100" },
    });
    expectAccepted(kubernetesIsNewEnough, MESH, {
      cluster1: { serverVersion: "v1.20.0+meshplan", embedded: true },
    });
    expectAccepted(kubernetesIsNewEnough, MESH, { cluster1: { serverVersion: "unknown" } });
  });

  test("warns of older ones", () => {
    expectRefused(
      kubernetesIsNewEnough,
      MESH,
      { cluster1: { serverVersion: "v1.31.9-eks-1" }, cluster2: {} },
      "cluster1 runs Kubernetes 1.31.9-eks-1, and Istio 1.31.0 is supported from 1.32 on",
    );
  });
});
