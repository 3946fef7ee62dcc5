import { describe, test } from "vitest";
import { othersDeliveredIt } from "../../../src/planner/fact-rules/others-delivered-it.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const NO_READER = {
  object: {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    name: "istio-reader-clusterrole-istio-system",
  },
  exists: false,
  rules: [],
};

describe("MP0555 to MP0569: others delivered what the mesh needs", () => {
  test("says nothing where meshplan writes everything", () => {
    expectAccepted(othersDeliveredIt, meshOf("a: { network: n }"), { a: {} });
  });

  test("names what is not there", () => {
    expectRefused(
      othersDeliveredIt,
      meshOf("a: { network: n, delivery: { control-plane: external } }"),
      {
        a: {
          installed: {
            "control-plane": { istiods: [], injectors: [], pointers: [], reader: NO_READER },
          },
        },
      },
      "there is no Deployment istio-system/istiod in a, although others deliver its control-plane",
    );
  });
});
