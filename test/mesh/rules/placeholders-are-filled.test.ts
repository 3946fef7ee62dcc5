import { describe, test } from "vitest";
import { placeholdersAreFilled } from "../../../src/mesh/rules/placeholders-are-filled.ts";
import { meshOf, meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0456: no text waits to be filled in", () => {
  test("accepts names, and {name} where it is filled in", () => {
    expectAccepted(
      placeholdersAreFilled,
      meshOf("a: { context: admin@a }", "b: { kubeconfig: ./b.kubeconfig }"),
    );
    expectAccepted(
      placeholdersAreFilled,
      meshOfText(SEED.replace("clusters:", 'defaults: { context: "admin@{name}" }\nclusters:')),
    );
  });

  test("rejects {name} in a cluster of its own, and placeholders of other tools", () => {
    expectRefused(
      placeholdersAreFilled,
      meshOf(
        'a: { context: "admin@{name}" }',
        'b: { context: "admin@{{ .name }}" }',
        'c: { kubeconfig: "${HOME}/config" }',
        'd: { apiServer: { caFile: "./{cluster}.pem" } }',
      ),
      "context of cluster a has {name}, which stands for nothing there",
      "context of cluster b has {{ .name }}, which stands for nothing there",
      "kubeconfig of cluster c has ${HOME}, which stands for nothing there",
      "apiServer of cluster d has {cluster}, which stands for nothing there",
    );
  });
});
