import { describe, test } from "vitest";
import { settingsHaveEffect } from "../../../src/mesh/rules/settings-have-effect.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0448: no setting makes another meaningless", () => {
  test("accepts charts with Helm, and an injector of remotes, also where all clusters share it", () => {
    expectAccepted(
      settingsHaveEffect,
      meshOfText(
        SEED.replace("version: 1.31.0", "version: 1.31.0\n  renderer: helm\n  charts: ./charts"),
      ),
    );
    expectAccepted(
      settingsHaveEffect,
      meshOfText(SEED.replace("clusters:", "defaults: { injector: local }\nclusters:")),
    );
  });

  test("warns of a DNS name that nobody is told, and of none that remotes use", () => {
    const name = "gateway: { address: east.example.com }";
    expectAccepted(
      settingsHaveEffect,
      meshOfText(SEED.replace("network: network1", `network: network1, ${name}`)),
    );
    expectRefused(
      settingsHaveEffect,
      meshOfText(SEED.replace("network: network2", `network: network2, ${name}`)),
      "no remote is behind the gateway of cluster2, and its address east.example.com has no effect: other networks use what its load balancer reports",
    );
  });

  test("warns of charts without Helm and of a primary's injector", () => {
    expectRefused(
      settingsHaveEffect,
      meshOfText(
        SEED.replace("version: 1.31.0", "version: 1.31.0\n  charts: ./charts").replace(
          "network: network1",
          "network: network1, injector: local",
        ),
      ),
      "istioctl brings its own charts, and `charts` has no effect",
      "cluster cluster1 is no remote, and its `injector` has no effect",
    );
  });
});
