import { expect, test } from "vitest";
import { rowLines } from "../../src/report/row-lines.ts";

const action = (label: string, text: string) =>
  ({ kind: "action", symbol: "+", label, text, right: "mesh.yaml:6" }) as const;

test("a label that is wider than its column has the line for itself", () => {
  const long = "remote-secret:gke-prod-europe-west1-payments-cluster-02";
  const rows = [
    action("namespace", "Namespace istio-system"),
    action(long, "Secret istio-remote-secret-gke-prod-europe-west1-payments-cluster-02"),
  ];
  expect(rowLines(rows, (_, text) => text, 80)).toEqual([
    "  +  namespace                               Namespace istio-system  mesh.yaml:6",
    `  +  ${long}         mesh.yaml:6`,
    "         Secret",
    "         istio-remote-secret-gke-prod-europe-west1-payments-cluster-02",
  ]);
});
