import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { positionAt, sourceOf } from "../../src/diagnostics/source.ts";
import type { JsonMap } from "../../src/kube/object.ts";
import type { ApiRequest } from "../../src/embedded/kube/request.ts";
import { attributesOf } from "../rbac/authorizer.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { startWorld, type World } from "./world.ts";

/** One name for the whole mesh, another by a patch of one cluster. */
const FILE = SEED.replace(
  "  version: 1.31.0",
  `  version: 1.31.0
  hub: registry.example.com/istio
  values:
    global: { imagePullSecrets: [regcred] }`,
).replace(
  "network: network1 }",
  `network: network1, patches: [{ target: { kind: Deployment, name: istiod }, patch: { spec: { template: { spec: { imagePullSecrets: [{ name: other }] } } } } }] }`,
);

const ofPulls = ({ code }: Diagnostic): boolean => code === "MP0602" || code === "MP0603";
const lineOf = ({ at }: Diagnostic, file: string): number =>
  at === undefined ? 0 : positionAt(sourceOf("mesh.yaml", file), at.start).line;

let world: World;
beforeAll(async () => {
  world = await startWorld({ file: FILE });
});
afterAll(() => world.close());

async function make(cluster: string, path: string, body: JsonMap): Promise<void> {
  const { status } = await world.api(cluster).request("POST", path, body);
  expect(status).toBe(201);
}

const secret = (name: string) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name, namespace: "istio-system" },
  type: "kubernetes.io/dockerconfigjson",
  data: { ".dockerconfigjson": Buffer.from('{"auths":{}}').toString("base64") },
});

/** The tests of this block tell one story; each starts where the one before ended. */
describe("a pull secret that the file names and a cluster has not", () => {
  test("is told of each cluster before anything is written, at its place in the file, in an order that works", async () => {
    const { plan, diagnostics } = await world.tryPlan();
    const found = diagnostics.filter(ofPulls);
    expect(
      found.map((one) => [one.code, one.cluster, one.object?.name, lineOf(one, FILE)]),
    ).toEqual([
      ["MP0602", "cluster1", "regcred", 7],
      ["MP0602", "cluster1", "other", 9],
      ["MP0602", "cluster2", "regcred", 7],
    ]);
    expect(found[1]?.help).toBe(
      "before the apply, with the login for the registry in config.json: kubectl --context cluster1 -n istio-system create secret docker-registry other --from-file=.dockerconfigjson=config.json",
    );
    expect(found[2]?.message).toBe(
      "there is no pull secret regcred in istio-system of cluster2, and ServiceAccount istio-system/istio-reader-service-account and 1 more name it",
    );
    expect(found[2]?.help).toBe(
      "before the apply, with the login for the registry in config.json: kubectl --context cluster2 create namespace istio-system; kubectl --context cluster2 -n istio-system create secret docker-registry regcred --from-file=.dockerconfigjson=config.json; apply takes the namespace over",
    );
    // It stops nothing, and who reviews the plan sees it.
    expect(plan?.diagnostics.filter(ofPulls)).toHaveLength(3);
    expect(world.writes()).toEqual([]);
  });

  test("is not told any more where it was made as the help says, and the apply goes to its end", async () => {
    for (const cluster of ["cluster1", "cluster2"]) {
      await make(cluster, "/api/v1/namespaces", {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: "istio-system" },
      });
      await make(cluster, "/api/v1/namespaces/istio-system/secrets", secret("regcred"));
    }
    const { diagnostics } = await world.tryPlan();
    expect(diagnostics.filter(ofPulls)).toMatchObject([
      {
        code: "MP0602",
        object: { name: "other" },
        help: "before the apply, with the login for the registry in config.json: kubectl --context cluster1 -n istio-system create secret docker-registry other --from-file=.dockerconfigjson=config.json",
      },
    ]);
    await world.converge();
  });

  test("is said not to be checked where the account may not look, which is in no plan", async () => {
    const seen = await world.tryPlan(FILE.replace("[{ name: other }]", "[{ name: regcred }]"));
    const isSecrets = (request: ApiRequest): boolean =>
      attributesOf(request).resource === "secrets" && attributesOf(request).verb === "list";
    const cluster2 = world.sandbox.cluster("cluster2");
    const undo = cluster2.faults.add({ when: isSecrets, effect: { kind: "forbid" } });
    const { plan, diagnostics } = await world.tryPlan(
      FILE.replace("[{ name: other }]", "[{ name: regcred }]"),
      { readOnly: true },
    );
    undo();
    expect(diagnostics.filter(ofPulls)).toMatchObject([
      {
        code: "MP0603",
        message:
          "whether the pull secret regcred is in istio-system of cluster2 was not checked: the account may not list Secrets there, and ServiceAccount istio-system/istio-reader-service-account and 1 more name it",
        help: "look with an account that may: kubectl --context cluster2 -n istio-system get secret regcred",
        cluster: "cluster2",
      },
    ]);
    expect(seen.diagnostics.filter(ofPulls)).toEqual([]);
    expect(plan?.diagnostics.filter(ofPulls)).toEqual([]);
  });
});
