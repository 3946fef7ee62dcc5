import { describe, test } from "vitest";
import { apiServerIsNotLocal } from "../../../src/planner/checks/api-server-is-not-local.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: n, primary: a }");
const LOCAL = { server: "https://127.0.0.1:39001" };

describe("MP0508: other clusters can reach the server of a kubeconfig", () => {
  test("accepts loopback where nobody reads the cluster, where the file says better, and where it is embedded", () => {
    expectAccepted(apiServerIsNotLocal, MESH, { a: LOCAL, b: { ...LOCAL, embedded: true } });
    const better = meshOf(
      "a: { network: n }",
      "b: { network: n, primary: a, apiServer: https://10.0.0.2:6443 }",
    );
    expectAccepted(apiServerIsNotLocal, better, { a: LOCAL, b: LOCAL });
  });

  test("rejects loopback in every spelling", () => {
    for (const server of ["https://127.0.0.1:39001", "https://localhost", "https://[::1]:6443"])
      expectRefused(
        apiServerIsNotLocal,
        MESH,
        { a: {}, b: { server } },
        `the kubeconfig reaches b at ${server}, which other clusters cannot reach`,
      );
  });
});
